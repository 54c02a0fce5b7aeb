"""From values to models: the field types people write, and faults of shape as problems with their places."""
