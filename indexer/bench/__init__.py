"""The bench: registry-sized data, the engine beside its peers on the same questions, the website under load.

Comes in by `trials bench`; nothing else of the project imports it.
"""
