"""The plan for the people in it: views made of blocks, and writers that know blocks, not pages."""
