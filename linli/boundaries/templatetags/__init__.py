"""Template tags of the boundaries room."""
