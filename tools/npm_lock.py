"""Write `frontend/package-lock.json` anew, without the addresses that npm likes to leave in it."""

import json
import subprocess
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"


def without_funding(lock: dict) -> dict:
    """Return the lock without `funding` pages: they are addresses, and nobody needs them to install."""
    for package in lock["packages"].values():
        package.pop("funding", None)
    return lock


def main() -> None:
    """Resolve the packages again and tidy the lock."""
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=FRONTEND, check=True)
    path = FRONTEND / "package-lock.json"
    lock = without_funding(json.loads(path.read_text("utf-8")))
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
