"""What plancode knows about plans that cannot work: rules over the graph, and the judging of what they find."""
