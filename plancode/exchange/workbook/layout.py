"""Where things stand on the sheets of a workbook: lines and columns from 0, as they are written and found again."""

from typing import Final

KEYS: Final = 2
"""The hidden line with the key of each column."""
HEADS: Final = 3
"""The line with the headings."""
ROWS: Final = 4
"""The first line with a row."""
KEY_COLUMN: Final = 0
"""The hidden column with the key of each row."""
MARK: Final = "plancode:"
"""Begins the cell of both that says which sheet it is, whatever people call it."""
SPARE: Final = 50
"""Blank lines for new rows."""
