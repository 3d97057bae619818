"""The table of running numbers."""

from django.db import models


class Counter(models.Model):
    """A running number without gaps; taken only by `counters.take`."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.BigIntegerField()
