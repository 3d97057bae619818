"""What the commands that read files with places on the ground share: the day, and the coordinate system."""

from django.core.management.base import CommandParser

from linli.foundation.imports.console import ListCommand, day
from linli.places import services


class GroundCommand(ListCommand):
    """A command that imports a file with coordinates, whose system must be said."""

    read = staticmethod(services.read_ground)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day and the coordinate system as well."""
        super().add_arguments(parser)
        systems = [code for code, _name in services.reading_choices() if code]
        parser.add_argument("--as-of", type=day, required=True, metavar="DATE")
        parser.add_argument("--system", dest="profile", choices=systems, required=True)
