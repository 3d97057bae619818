"""The six-tier network: which posts a territory needs, who holds them since when, and how much of it is filled."""
