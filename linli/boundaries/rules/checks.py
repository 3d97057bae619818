"""What is to be mended in a plan on the desk: what the library finds, and communities that have no unit. Pure."""

import numpy as np

from linli.boundaries.rules.sheet import FREE, Sheet
from linli.districting import Problem
from linli.districting.findings import Finding, examine_plan
from linli.values import Reason, noop


def examine(problem: Problem, sheet: Sheet) -> list[Finding]:
    """Return what is to be mended, what is wrong first. An empty community is incomplete while units are free."""
    is_open = FREE in sheet.labels
    text = noop("C%(community)s has no unit. Give it some, or remove it.")
    empty = [
        Finding(Reason("boundaries.empty_community", text, {"community": number}), not is_open, (), (number,))
        for number in sorted(set(sheet.names) - set(sheet.labels))
    ]
    found = [*examine_plan(problem, np.asarray(sheet.labels, np.int64)), *empty]
    return sorted(found, key=lambda finding: not finding.is_wrong)
