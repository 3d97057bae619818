"""Settings, urls and entry points: wires the house."""
