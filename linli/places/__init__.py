"""Dated territory: from the city down to the building."""
