"""The app that wires the house: commands, checks, settings."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the system checks and brings the house's own commands."""

    name = "linli.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks."""
        import_module("linli.config.checks")
