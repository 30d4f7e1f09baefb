"""A panel application on localhost: look instead of read. A thin door, like the command line."""
