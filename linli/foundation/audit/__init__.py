"""
The chain of evidence: rows that follow each other by hash, and the means to prove it.

Two tables are chained: the audit lines of this room and the events of cases. Every act that
changes data writes to exactly one of them. See docs/decisions/0011-two-chains.md.
"""

from linli.foundation.audit.chain import Chained, append, append_many, chained_models
from linli.foundation.audit.heads import mark_restored, write_anchors
from linli.foundation.audit.protection import AppendOnly, protect, protected_tables, unprotect
from linli.foundation.audit.recording import record
from linli.foundation.audit.verification import VerifyResult, verify, verify_all

__all__ = [
    "AppendOnly",
    "Chained",
    "VerifyResult",
    "append",
    "append_many",
    "chained_models",
    "mark_restored",
    "protect",
    "protected_tables",
    "record",
    "unprotect",
    "verify",
    "verify_all",
    "write_anchors",
]
