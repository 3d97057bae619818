"""Benchmarks: speed is measured here, side by side and as ratios, never asserted in tests."""
