"""Tests of the whole house; a room's own tests live in the room."""
