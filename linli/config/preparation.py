"""What must be true before the server starts: tables, static files, and something to see."""

import filecmp
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.config.environment import read
from linli.web.demo.wiping import is_empty

LEAST_FREE_BYTES = 200_000_000
Say = Callable[[str], object]


def has_pending_migrations() -> bool:
    """Tell whether the database lacks a table or column."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def has_stale_static_files() -> bool:
    """Tell whether the pages were built since their files were collected."""
    collected = Path(settings.STATIC_ROOT) / "manifest.json"
    built = settings.BASE_DIR / "build" / "static" / "manifest.json"
    return not collected.exists() or (built.exists() and not filecmp.cmp(built, collected, shallow=False))


def prepare(say: Say) -> None:
    """Bring database and static files up to date; fill an empty database with the demo district."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE_BYTES:
        raise SystemExit(f"  ✗ 磁盘空间不足 Not enough disk space: {settings.DATA_DIR}, {free // 10**6} MB")
    if has_pending_migrations():
        say("  更新数据库 Updating the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    if has_stale_static_files():
        say("  准备网页文件 Collecting pages ...")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    if read("LINLI_DEMO") and is_empty():
        say("  载入虚构的演示街道 Loading the fictitious demo district ...")
        call_command("demo", verbosity=0)  # `linli run` tells the logins itself
