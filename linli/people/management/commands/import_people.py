"""`linli import people FILE`: accounts and appointments from a list."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.imports.console import ListCommand
from linli.people import queries, services
from linli.people.services.imports import TITLES


class Command(ListCommand):
    """Import people (CSV or Excel); passwords go to a file that only its owner can read."""

    help = "Import people with their appointments from a list (CSV or Excel)."
    take = services.import_people

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where initial passwords go as well."""
        super().add_arguments(parser)
        parser.add_argument("--passwords", type=Path, metavar="OUT.xlsx")

    def afterwards(self, moment: datetime, options: dict[str, Any]) -> None:
        """Give everybody who is new an initial password, if somebody asked for them."""
        if options["passwords"]:
            issued = services.issue_passwords(account_ids=queries.list_fresh_ids(), actor=None, now=moment)
            _write_passwords(options["passwords"], issued)


def _write_passwords(target: Path, issued: list[tuple[Any, str]]) -> None:
    """Write the initial passwords as a workbook that only its owner can read."""
    titles = [
        sheets.Column("name", TITLES["name"][0]),
        sheets.Column("username", TITLES["username"][0]),
        sheets.Column("password", gettext("Initial password")),
    ]
    rows = [{"name": one.name, "username": one.username, "password": password} for one, password in issued]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        sheets.write_xlsx(titles, rows, target=stream)
