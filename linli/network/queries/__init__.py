"""Reads of the network for pages and for other rooms."""
