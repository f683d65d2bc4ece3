"""The embedded engine: Whoosh keeps the inverted index, NumPy arrays over its postings answer."""
