"""`linli import cases FILE --profile NAME`: bring cases of a foreign system in."""

from django.core.management.base import CommandParser

from linli.cases.importing import import_cases, list_choices
from linli.foundation.imports.console import ListCommand


class Command(ListCommand):
    """Import cases of a foreign system (CSV or Excel) by a profile."""

    help = "Import cases of a foreign system (CSV or Excel) by a profile."
    take = import_cases

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the profile as well."""
        super().add_arguments(parser)
        known = ", ".join(name for name, _title in list_choices())
        parser.add_argument("--profile", required=True, metavar="NAME", help=f"{known}, or the path of a TOML file")
