"""What a change of a plan is: two graphs to typed changes, two analyses to effects, and who is touched."""
