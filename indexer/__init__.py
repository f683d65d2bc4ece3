"""Find a Trial's library: trials, the index, and everything that can be asked of it."""
