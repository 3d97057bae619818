"""Pages of the cases room, split by meaning."""
