"""Guards of the house: what every room must be like, whoever builds it."""
