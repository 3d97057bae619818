"""Reads of cases for pages and other rooms."""
