"""Time as the plan sees it: its periods, working days, phasing, seasons."""
