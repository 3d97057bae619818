"""Settings of the floor: the same database and no middleware at all."""

from linli.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
MIDDLEWARE: list[str] = []
