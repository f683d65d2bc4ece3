"""Words: one analysis of text for every engine, for documents and questions alike."""
