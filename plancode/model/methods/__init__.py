"""The scoring methods, each in a module of its own: what it is, what it gives and how it is said."""
