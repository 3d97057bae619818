"""The table of signs of life."""

from django.db import models

from linli.foundation.fields import MomentField


class Heartbeat(models.Model):
    """When a background process last showed that it lives."""

    name = models.CharField(max_length=32, primary_key=True)
    at = MomentField()
