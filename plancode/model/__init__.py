"""The kinds of document: what a plan can say. Models are frozen and hold no positions."""
