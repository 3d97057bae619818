"""Who may do what with the interface."""

from linli.values import noop

ACTIONS: dict[str, str] = {
    "api.tokens": noop("Make and revoke tokens for connected systems"),
}
"""Action code -> label (message id)."""
