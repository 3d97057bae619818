"""Template words of the foundation."""
