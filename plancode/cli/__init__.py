"""The command line: the only place, with servers, that reads the clock, prints and writes."""
