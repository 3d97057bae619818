"""Examples for tests and the demo."""
