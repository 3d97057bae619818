"""Pages of the foundation, split by meaning."""
