"""Pure rules of the room: what is expected, what is covered, what gives reason to doubt."""
