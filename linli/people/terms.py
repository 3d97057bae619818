"""Words of the room: kinds of administrators, ends of sessions. Source: GB/T 22239-2019, separated administrators."""

from linli.values import Term, noop


class AdminKind(Term):
    """The three administrators' duties, of which nobody may hold two."""

    NONE = "none", noop("No administrator")
    SYSTEM = "system", noop("System administrator")
    SECURITY = "security", noop("Security administrator")
    AUDIT = "audit", noop("Auditor")


class SessionEnd(Term):
    """Why a session is over."""

    SIGNED_OUT = "signed_out", noop("Signed out")
    IDLE = "idle", noop("Unused for too long")
    TOO_LONG = "too_long", noop("Open for too long")
    REVOKED = "revoked", noop("Ended by the person")
    PASSWORD = "password", noop("Password changed")
    SHUT = "shut", noop("Account deactivated")
