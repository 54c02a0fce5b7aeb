"""The tables of a plan for reading: rows of typed cells, and for every figure where it comes from."""
