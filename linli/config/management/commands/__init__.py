"""Commands of the house, one file each."""
