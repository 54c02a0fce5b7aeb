"""Bytes to documents: values with the place of every one of them, under a dialect that hides nothing."""
