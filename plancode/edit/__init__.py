"""Edits of documents by place: the text is changed where it must be, and no other byte."""
