"""`linli import organisations FILE --as-of DATE`: bring a list of organisations in."""

from django.core.management.base import CommandParser
from django.utils.translation import gettext

from linli.foundation.imports.console import ListCommand, day
from linli.organisations import services


class Command(ListCommand):
    """Import a list of organisations (CSV or Excel) as of a day."""

    help = gettext("Import a list of organisations (CSV or Excel) as of a day.")
    take = services.import_organisations

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day new organisations begin as well, today unless given."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="DATE")
