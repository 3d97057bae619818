"""Writes of the network: appointing and ending, designating, defining kinds of posts, lists in and out."""
