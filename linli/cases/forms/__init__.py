"""Forms of the cases room: acts, the filter of the list, registering, the catalogue."""
