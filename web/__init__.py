"""Find a Trial's service: addresses, pages, JSON and the command line. Knows no engine by name."""
