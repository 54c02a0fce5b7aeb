"""Code hosts: one comment at a change, made once and kept up to date. The only place that reaches a network."""
