"""Measures and standards: metrics, observations, indicators, targets by year, standards and their acceptance."""
