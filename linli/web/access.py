"""Who may do what in the hall: its own pages are public, or open to everyone who signs in."""

ACTIONS: dict[str, str] = {}
"""Action code -> label (message id); the hall adds none of its own."""
