"""What plancode.yaml says: which files belong, what is accepted, what fails, what is published."""
