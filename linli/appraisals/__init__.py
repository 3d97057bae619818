"""Appraisals: schemes, rounds, scores, rankings and what follows from them, each with its reasons."""
