"""A report becomes a case, and the case is carried to its verified close."""
