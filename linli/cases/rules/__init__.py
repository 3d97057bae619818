"""Rules of the cases room: the machine, its guard, clocks, desks, lights and texts. No Django, no clock of its own."""
