"""Writes of the room: one function, one transaction, one line of history."""
