"""The outset of a plan: its first files, from the starter and a list of people, or from the plan of the year before."""
