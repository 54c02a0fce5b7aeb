"""Findings for readers and for machines. Functions return text; nothing here prints."""
