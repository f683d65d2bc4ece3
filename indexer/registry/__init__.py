"""The registry's trials: read, kept as received, compared, brought up to date."""
