"""Accounts, posts and appointments: who may do what, where."""
