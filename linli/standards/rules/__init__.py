"""Pure rules of the room: expressions, scoring, progress."""
