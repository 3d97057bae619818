"""The residents' page: reporting, following a report, open data."""
