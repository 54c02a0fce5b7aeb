"""The plan as a graph: every entity by key, every reference resolved once, facts as of a day."""
