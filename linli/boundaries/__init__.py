"""Splitting and merging communities: plans, their editing, consultation, approval, and a boundary put in force."""
