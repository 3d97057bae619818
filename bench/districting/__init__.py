"""Districting measured: search and proof on cities, public graphs, real blocks; other tools beside it."""
