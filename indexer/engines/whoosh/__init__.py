"""The embedded engine: Whoosh keeps the inverted index, NumPy arrays over its postings answer."""

import warnings

# Whoosh 2.7.4 is of 2016 and compares with `is`; whoever starts the program can do nothing about it.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=".*whoosh")
