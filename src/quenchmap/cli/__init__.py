"""The command line: thin doors that parse, call and show."""
