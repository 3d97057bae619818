"""Pure rules of the room: points, ranks, streaks, consequences, chance and frozen results, each with its reasons."""
