"""Words of the room: kinds of administrators. Source: GB/T 22239-2019, separated administrators."""

from linli.values import Term, noop


class AdminKind(Term):
    """The three administrators' duties, of which nobody may hold two."""

    NONE = "", noop("No administrator")
    SYSTEM = "system", noop("System administrator")
    SECURITY = "security", noop("Security administrator")
    AUDIT = "audit", noop("Auditor")
