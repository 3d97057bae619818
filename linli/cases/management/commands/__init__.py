"""Commands of the room, one file each."""
