"""Everything that must be true of the source before it is tested: style, types, borders, translations, docs."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
STEPS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "borders": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [sys.executable, "-m", "mypy", "--no-error-summary"],
    "scripts": [str(BIN / "npm"), "--prefix", "frontend", "--silent", "run", "check"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v1"],
    "catalogues": [sys.executable, "-m", "linli.config.catalogues", "--check"],
    "guards": [sys.executable, "-m", "pytest", "tests/house"],
}


def run(name: str, command: list[str]) -> bool:
    """Run one step, show what it found, and tell whether it is content."""
    began = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    print(f"  {'✓' if done.returncode == 0 else '✗'} {name:<11} {time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(f"{done.stdout}{done.stderr}".rstrip(), flush=True)
    return done.returncode == 0


def main(names: list[str]) -> int:
    """Run the named steps, or all; return 1 if one is not content."""
    results = [run(name, command) for name, command in STEPS.items() if not names or name in names]
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
