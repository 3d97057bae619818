"""`linli import areas FILE --as-of DATE`: bring an official list of areas in."""

from django.core.management.base import CommandParser
from django.utils.translation import gettext

from linli.foundation.imports.console import ListCommand, day
from linli.places import services


class Command(ListCommand):
    """Import an official list of areas (CSV or Excel) as of a day."""

    help = gettext("Import an official list of areas (CSV or Excel) as of a day.")
    take = services.import_areas

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day of the list as well."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, required=True, metavar="DATE")

    def beyond(self, outcome: services.AreaOutcome) -> list[str]:
        """Say what became of the areas above the rows."""
        above = {
            "made": sum(outcome.made.values()) - outcome.created,
            "renewed": sum(outcome.renewed.values()) - outcome.changed,
        }
        return [gettext("Above them (cities to subdistricts): %(made)s new, %(renewed)s changed.") % above]
