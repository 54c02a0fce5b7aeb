"""What a change does, as blocks: the review of a pull request, and the letter to each person."""
