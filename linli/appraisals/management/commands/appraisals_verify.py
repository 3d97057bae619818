"""`linli appraisals verify`: prove that every frozen result is as it was and comes out the same again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from linli.appraisals.queries.verifying import Finding, examine_all


class Command(BaseCommand):
    """Verify every frozen result; exit status 1 if anything is wrong."""

    help = "Verify all frozen results of appraisals, computing each again; ends with status 1 if anything differs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one sentence for each result."""
        all_sound = True
        for finding in examine_all():
            self.stdout.write(_sentence(finding))
            all_sound = all_sound and finding.is_sound
        if not all_sound:
            raise SystemExit(1)


def _sentence(finding: Finding) -> str:
    """Say what was found of one result."""
    said = {
        "number": finding.snapshot.pk,
        "scheme": finding.snapshot.scheme.name,
        "period": finding.snapshot.period,
        "count": finding.parts,
    }
    if finding.is_sound:
        return _("%(number)s %(scheme)s %(period)s: %(count)s subjects, as they were frozen.") % said
    what = " ".join(flaw.render(_) for flaw in finding.flaws) or ", ".join(finding.differing)
    return _("%(number)s %(scheme)s %(period)s: NOT INTACT. %(what)s") % (said | {"what": what})
