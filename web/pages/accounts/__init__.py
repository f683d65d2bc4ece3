"""The pages of accounts: read the form, do it, show what happened."""
