"""Reads of the room, for its pages and for rooms above."""
