"""Pages of the hall, split by meaning: hall, errors, portal."""
