"""Two languages: messages, page words, field descriptions, and how numbers and days are written."""
