"""Who may do what to organisations."""

from linli.values import noop

ACTIONS: dict[str, str] = {
    "organisations.view": noop("See organisations"),
    "organisations.change": noop("Change organisations"),
    "organisations.import": noop("Import lists of organisations"),
}
