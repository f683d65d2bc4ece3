"""A search, independent of any engine: the question, how its words are read, the answer, the sentence."""
