"""`linli import network FILE --as-of DATE`: bring a list of who holds which post in."""

from django.core.management.base import CommandParser
from django.utils.translation import gettext

from linli.foundation.imports.console import ListCommand, day
from linli.network import services


class Command(ListCommand):
    """Import a list of the six-tier network (CSV or Excel) as of a day."""

    help = gettext("Import a list of the six-tier network (CSV or Excel) as of a day.")
    take = services.import_network

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the first day of posts whose row names none as well, today unless given."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="DATE")
