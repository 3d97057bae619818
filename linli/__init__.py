"""Linli (邻里): software for running the communities of a city."""
