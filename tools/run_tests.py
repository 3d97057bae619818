"""Run the whole suite on SQLite, then again on a throw-away PostgreSQL; arguments go to pytest."""

import os
import subprocess
import sys
import tempfile

from tests.support.fixtures import is_ci
from tests.support.memory import folder_in_memory
from tests.support.postgresql import cluster

QUICK = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "10"]
AGAIN = ["--only-database", "--ignore=tests/house"]
"""What does not depend on the database has run already."""


def run(title: str, words: list[str], **environment: str) -> int:
    """Run pytest once and return its exit status."""
    print(f"\n=== {title} ===", flush=True)
    environment["PYTHONDONTWRITEBYTECODE"] = ""  # what compiled once is read by all the other processes
    environment["LINLI_TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="linli-test-", dir=folder_in_memory())
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
