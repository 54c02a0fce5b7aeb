"""The tables of a plan, each made once: rows of typed cells, and for every figure where it comes from."""
