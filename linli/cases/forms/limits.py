"""Time limits as an office writes them: `5 个工作日`, `5 working days` and the policy's own `5wd` are the same."""

import re
import unicodedata

from django.utils.translation import ngettext

from linli.cases.rules.limits import Limit

SPELLINGS = {
    "wh": ("wh", "工作小时", "workinghour", "workinghours"),
    "wd": ("wd", "工作日", "工作天", "workingday", "workingdays"),
    "h": ("h", "小时", "hour", "hours"),
    "d": ("d", "天", "日", "day", "days"),
    "m": ("m", "分", "分钟", "minute", "minutes"),
}
_SUFFIXES = {spelling: suffix for suffix, spellings in SPELLINGS.items() for spelling in spellings}
_WRITTEN = re.compile(r"([0-9]+)个?(.+)")


def read_limit(text: str) -> str:
    """Return the limit as the policy writes it, such as `5wd`; "" for nothing. Raises ValueError for anything else."""
    said = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if not said:
        return ""
    found = _WRITTEN.fullmatch(said)
    suffix = _SUFFIXES.get(found.group(2)) if found else None
    if found is None or suffix is None:
        raise ValueError(f"not a limit: {text!r}")
    return str(Limit.parse(found.group(1) + suffix))


def say_limit(text: str) -> str:
    """Say a limit such as `4wh` in words: 4 working hours; what is no limit stays as it is."""
    try:
        limit = Limit.parse(text)
    except ValueError:
        return text
    said = {
        "working_hours": ngettext("%(n)s working hour", "%(n)s working hours", limit.amount),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", limit.amount),
        "hours": ngettext("%(n)s hour", "%(n)s hours", limit.amount),
        "days": ngettext("%(n)s day", "%(n)s days", limit.amount),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", limit.amount),
    }
    return said[str(limit.unit.value)] % {"n": limit.amount}
