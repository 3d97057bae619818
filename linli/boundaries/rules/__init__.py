"""Pure rules of the room: the ground of a project, a plan on the desk, the bands of size, what follows from a plan."""
