"""
Districting: splitting an area into contiguous, compact communities within household bounds.

A library of its own, without Django: `Problem` says what is to be split, `solve` finds plans, `Result` says how good
they are and how far from the best possible.
"""
