"""Tables of the foundation; one file a meaning, gathered here."""
