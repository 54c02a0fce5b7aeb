"""What scorecards give: for now their ranges; scores come with results."""
