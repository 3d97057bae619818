"""`linli people admin NAME --kind KIND`: the first administrators of an installation, or one who is locked out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from linli.people import services
from linli.people.terms import AdminKind

KINDS = [kind.value for kind in AdminKind if kind != AdminKind.NONE]


class Command(BaseCommand):
    """Make an administrator, or give one a new initial password."""

    help = "Make an administrator, or give one a new initial password. The password is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name, the person's name and which duty it is."""
        parser.add_argument("username")
        parser.add_argument("--kind", choices=KINDS, required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the administrator and show the initial password."""
        now = timezone.now()
        try:
            account, password = services.make_admin(
                username=options["username"],
                name=options["name"] or options["username"],
                kind=AdminKind(options["kind"]),
                now=now,
                today=timezone.localdate(now),
            )
        except services.PeopleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        kind = gettext(AdminKind(account.admin_kind).label)
        self.stdout.write(f"{account.username} ({kind})")
        self.stdout.write(gettext("Initial password, to be changed at first sign-in:"))
        self.stdout.write(password)
