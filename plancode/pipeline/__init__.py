"""The stages joined: a tree in, findings and views out, as values."""
