"""People with accounts: who they are, how they show it, and what they can do with what we keep of them."""
