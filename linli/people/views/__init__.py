"""Pages of the room: accounts, appointments, roles, one's own profile, signing in."""
