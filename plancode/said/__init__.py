"""What can be said: one union of values, how they are spoken in a language, and how they stand in data for programs."""
