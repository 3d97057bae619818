"""Readers: files of others become a `Problem`."""
