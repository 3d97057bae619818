"""
Find a Chromium for the browser journeys: a named one, the machine's, else the one that comes as an npm package.

Playwright's own download is never used: it does not come from a package registry.
"""

import fcntl
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "frontend" / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / "build" / "chromium"
FONTS = Path("/etc/fonts/fonts.conf")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell")
DEBIAN = ("/usr/lib/chromium/chromium", "/usr/lib/chromium-headless-shell/chromium-headless-shell")
FONTS_CONF = f"<fontconfig><dir>{UNPACKED}/fonts</dir><cachedir>{UNPACKED}/fonts-cache</cachedir></fontconfig>"
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-dev-shm-usage",
    "--disable-gpu-compositing",
    "--font-render-hinting=none",
]
BROTLI = """
const { createReadStream, createWriteStream } = require("node:fs");
const { createBrotliDecompress } = require("node:zlib");
createReadStream(process.argv[1]).pipe(createBrotliDecompress()).pipe(createWriteStream(process.argv[2]));
"""


@dataclass(frozen=True)
class Chromium:
    """A browser that starts: its program, and where it finds libraries that the machine may lack."""

    program: str
    environment: dict[str, str] = field(default_factory=dict)


def _candidates() -> Iterator[Chromium]:
    named = os.environ.get("LINLI_CHROMIUM")
    if named:
        yield Chromium(named)
        return
    yield from (Chromium(found) for name in NAMES if (found := shutil.which(name)))
    yield from (Chromium(path) for path in DEBIAN if Path(path).exists())
    if PACKAGE.exists():
        program, libraries = _unpack()
        fonts = {} if FONTS.exists() else {"FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
        yield Chromium(str(program), fonts)
        path = [str(libraries), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        yield Chromium(str(program), {**fonts, "LD_LIBRARY_PATH": ":".join(path)})


def _decompress(name: str, target: Path) -> None:
    command = ["node", "-e", BROTLI, str(PACKAGE / name), str(target)]
    subprocess.run(command, check=True, env={**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"})


def _unpack() -> tuple[Path, Path]:
    """Unpack the packaged browser once, while others wait; return its program and its libraries."""
    program, libraries = UNPACKED / "chromium", UNPACKED / "lib"
    UNPACKED.mkdir(parents=True, exist_ok=True)
    with (UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (UNPACKED / "done").exists():
            _decompress("chromium.br", program)
            program.chmod(0o755)
            for name in ("swiftshader", "al2023", "fonts"):
                packed = UNPACKED / f"{name}.tar"
                _decompress(f"{name}.tar.br", packed)
                with tarfile.open(packed) as archive:
                    archive.extractall(UNPACKED)  # what the lock's checksum vouches for
                packed.unlink()
            (UNPACKED / "fonts.conf").write_text(FONTS_CONF, "utf-8")
            (UNPACKED / "done").touch()
    return program, libraries


def _starts(browser: Chromium) -> bool:
    command = [browser.program, "--headless", "--no-sandbox", "--version"]
    try:
        environment = {**os.environ, **browser.environment}
        return subprocess.run(command, check=False, env=environment, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_chromium() -> Chromium | None:
    """Return the first browser that starts, or None."""
    return next((browser for browser in _candidates() if _starts(browser)), None)
