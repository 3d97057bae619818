"""Run the whole suite on SQLite, then again on a throw-away PostgreSQL; arguments go to pytest."""

import os
import subprocess
import sys

from tests.support.fixtures import is_ci
from tests.support.postgresql import cluster

QUICK = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "10"]
AGAIN = ["--only-database", "--ignore=tests/house"]
"""What does not depend on the database has run already."""


def run(title: str, words: list[str], **environment: str) -> int:
    """Run pytest once and return its exit status."""
    print(f"\n=== {title} ===", flush=True)
    return subprocess.call([sys.executable, "-m", "pytest", *QUICK, *words], env={**os.environ, **environment})


def main(words: list[str]) -> int:
    """Return 0 if the suite passes on both databases."""
    failed = run("SQLite", words)
    with cluster() as address:
        if address is None:
            print("\n=== PostgreSQL: NOT FOUND, NOT TESTED ===")
            return int(failed or is_ci())
        return run("PostgreSQL", [*AGAIN, *words], LINLI_TEST_DATABASE_URL=address) or failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
