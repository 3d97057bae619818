"""Every `LINLI_*` variable: its kind, its default, what it is for. Nothing else reads the environment."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


@dataclass(frozen=True)
class Variable:
    """One setting of an installation: how it is read, and what it means."""

    kind: str
    default: Any
    meaning: str


VARIABLES: dict[str, Variable] = {
    "LINLI_DATA_DIR": Variable("str", "", "folder of database, uploads, anchors and secret (default: var/)"),
    "LINLI_DATABASE_URL": Variable("str", "", "postgres://user:password@host:5432/name (default: SQLite in var/)"),
    "LINLI_SECRET_KEY": Variable("str", "", "secret that signs and encrypts (default: made once, kept in var/secret)"),
    "LINLI_DEBUG": Variable("bool", False, "show errors in the browser; never in production"),
    "LINLI_ALLOWED_HOSTS": Variable("list", ["localhost", "127.0.0.1", "[::1]"], "host names that are answered"),
    "LINLI_HTTPS": Variable("bool", False, "served over TLS: secure cookies, HSTS, redirect from http"),
    "LINLI_TRUSTED_PROXIES": Variable("list", [], "addresses or networks whose X-Forwarded-* headers are believed"),
    "LINLI_ADMIN_NETWORKS": Variable("list", [], "addresses or networks that may use /manage/ (default: all)"),
    "LINLI_TWO_FACTOR": Variable("bool", True, "administrators must use a second factor (never asked for in the demo)"),
    "LINLI_MLPS": Variable("bool", False, "profile of classified protection: passwords of three kinds, for 90 days"),
    "LINLI_OFFICE_HOURS": Variable("str", "", "such as 08:30-12:00,14:00-17:30, the default"),
    "LINLI_HOST": Variable("str", "127.0.0.1", "address to listen on"),
    "LINLI_PORT": Variable("int", 8000, "port to listen on; the next free one is taken if it is busy"),
    "LINLI_WORKERS": Variable("int", 1, "server processes; more than one only with PostgreSQL"),
    "LINLI_THREADS": Variable("int", 4, "threads of each server process"),
    "LINLI_DEMO": Variable("bool", True, "`linli run` fills an empty database with the demo district"),
    "LINLI_PASSWORD_DAYS": Variable("int", 0, "days after which a password must be changed (0: never)"),
    "LINLI_REPORT_RATE": Variable("str", "30/min", "reports that one address may send; empty for no limit"),
    "LINLI_API_MAX_BODY": Variable("int", 1024 * 1024, "largest request to the interface, in bytes"),
    "LINLI_ANCHOR_DIR": Variable("str", "", "folder of the audit anchors, better on another disk (default: anchors)"),
    "LINLI_TILE_URL": Variable("str", "", "address of raster base map tiles with {z}/{x}/{y} (default: none)"),
    "LINLI_TILE_ATTRIBUTION": Variable("str", "", "whose base map it is"),
    "LINLI_TILE_SYSTEM": Variable("str", "wgs84", "coordinates of the base map: wgs84, cgcs2000 or gcj02 (shifted)"),
    "LINLI_LOG_LEVEL": Variable("str", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    "LINLI_CHROMIUM": Variable("str", "", "browser that the test suite uses"),
    "LINLI_TEST_DATA_DIR": Variable("str", "", "the test suite's data folder (default: a temporary one)"),
    "LINLI_TEST_DATABASE_URL": Variable("str", "", "the test suite's own server, set by `make test`"),
}


def read(name: str) -> Any:
    """
    Return the value of a variable in its kind.

    Raises ImproperlyConfigured with the name, what stands there and what is expected.
    """
    variable = VARIABLES[name]
    if not os.environ.get(name, "").strip() and variable.kind != "str":
        return variable.default
    try:
        return getattr(env, variable.kind)(name, default=variable.default)
    except ValueError as error:
        written = os.environ.get(name, "")
        raise ImproperlyConfigured(
            f"{name}={written!r} 不是 {variable.kind};is not of kind {variable.kind}: {variable.meaning}"
        ) from error


def read_one_of(name: str, *choices: str) -> str:
    """Return the value of a variable out of a closed list. Raises ImproperlyConfigured for any other."""
    value = str(read(name)).strip().lower() or str(VARIABLES[name].default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}：只能是 / must be one of: {', '.join(choices)}")
    return value


def read_database(default: str) -> dict[str, Any]:
    """Return the database settings; raise ImproperlyConfigured if the address names no database we know."""
    try:
        found = env.db_url_config(read("LINLI_DATABASE_URL") or default)
    except Exception as error:
        raise ImproperlyConfigured(f"LINLI_DATABASE_URL: {error}") from error
    if not str(found.get("ENGINE", "")).endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured("LINLI_DATABASE_URL 应以 sqlite:// 或 postgres:// 开头 must begin with one of these")
    found["HOST"] = unquote(found.get("HOST") or "")  # a socket's folder is written %2Frun%2Fpostgresql
    return dict(found)


def misspelt(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the unknown `LINLI_*` names, each with the known name that it resembles, if any."""
    unknown = [name for name in environment if name.startswith("LINLI_") and name not in VARIABLES]
    return {name: next(iter(difflib.get_close_matches(name, VARIABLES, 1)), "") for name in sorted(unknown)}
