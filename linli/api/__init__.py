"""The public and staff JSON interface over the queries and services of the rooms."""
