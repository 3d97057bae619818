"""Pure value types used by every room. No Django."""
