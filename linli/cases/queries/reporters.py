"""What is known about reporters without reading who they are."""

from datetime import datetime, timedelta

from linli.cases.models import Case, Report
from linli.cases.rules.limits import Policy


def is_repeated_reporter(case: Case, policy: Policy, now: datetime) -> bool:
    """Return whether a contact behind this case has reported as often as the policy calls repeated."""
    digests = [bytes(one) for one in case.reports.values_list("contact_digest", flat=True) if one is not None]
    if not digests:
        return False
    since = now - timedelta(days=policy.repeated_days)
    recent = Report.objects.filter(contact_digest__in=digests, reported_at__gte=since)
    return recent[: policy.repeated_reports].count() >= policy.repeated_reports
