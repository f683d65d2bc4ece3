"""What pages and answers say, ready for a template or JSON: frozen data made by pure functions."""
