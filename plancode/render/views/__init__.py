"""The pages, each a function from an edition to a view."""
