"""What is wrong with a plan, as values: problems as rules see them, findings as people read them."""
