"""What a trial is: its parts, its closed lists of codes, and the exact meaning of ages and dates."""
