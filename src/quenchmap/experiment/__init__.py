"""One description of a run: from it come the keys of a TOML file, the flags of the command line and the attributes of a result."""
