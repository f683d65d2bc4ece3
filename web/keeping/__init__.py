"""Keeping what is kept: bringing the stores up to date, copying them away, and bringing a copy back."""
