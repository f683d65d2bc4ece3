"""What answers searches: one port, and the engines behind it."""
