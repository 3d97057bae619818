"""Importing lists through the pages: upload, dry run, row by row result, apply, rejected rows back."""

from linli.foundation.imports.outcome import Importer, Outcome, Progress, Rejected, RunCancelled, no_progress
from linli.foundation.imports.perform import perform

__all__ = ["Importer", "Outcome", "Progress", "Rejected", "RunCancelled", "no_progress", "perform"]
