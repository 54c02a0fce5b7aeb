"""stub"""
MADE: set[str] = set()
MADE_CASES = ()
