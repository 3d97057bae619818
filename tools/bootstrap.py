"""Set the house up: `bootstrap.py runtime` for running it, `bootstrap.py dev` for testing it too.

Needs nothing but Python 3.11 with venv. Every step leaves a stamp with the checksum of what it was made
from, so that a second run does nothing and needs no network. The syntax suits old Pythons on purpose:
they must get as far as saying that they are too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

import trouble

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BUILD = os.path.join(ROOT, "build")
STAMPS = os.path.join(BUILD, "stamps")
LOG = os.path.join(BUILD, "setup.log")
PYTHON = os.path.join(VENV, "bin", "python")
NEEDED_GB = {"runtime": 1.3, "dev": 2.3}
OLDEST = (3, 11)


def ensure_python():
    """Go on with a Python that is new enough, or say that there is none."""
    if sys.version_info[:2] >= OLDEST:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])
    trouble.stop(trouble.WRONG_PYTHON, "%d.%d" % sys.version_info[:2])


def files_below(*names):
    """Return all files of the named files and folders of the repository, in a fixed order."""
    found = []
    for name in names:
        path = os.path.join(ROOT, name)
        if os.path.isfile(path):
            found.append(path)
        for folder, _, files in os.walk(path):
            found.extend(os.path.join(folder, file) for file in files)
    return sorted(found)


def checksum(paths, *extra):
    """Return a checksum of the files' names and contents and of the extra words."""
    digest = hashlib.sha256(repr(extra).encode())
    for path in paths:
        with open(path, "rb") as file:
            digest.update(os.path.relpath(path, ROOT).encode() + b"\0" + file.read() + b"\0")
    return digest.hexdigest()


def step(name, title, inputs, made, work, *extra):
    """Do the work unless its stamp says that it was done with these very inputs and its result is there."""
    stamp, wanted = os.path.join(STAMPS, name), checksum(inputs, ROOT, *extra)
    if os.path.exists(made) and os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    began = time.time()
    sys.stdout.write("  %s ... " % title)
    sys.stdout.flush()
    work()
    os.makedirs(STAMPS, exist_ok=True)
    with open(stamp, "w") as file:
        file.write(wanted)
    sys.stdout.write("%.0f s\n" % (time.time() - began))


def call(title, command, folder=ROOT):
    """Run a command with its output in the log; show a sign of life; explain a failure in one sentence."""
    os.makedirs(BUILD, exist_ok=True)
    environment = dict(os.environ, PATH=os.path.join(VENV, "bin") + os.pathsep + os.environ.get("PATH", ""))
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    environment.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    with open(LOG, "w+b") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        seconds = 0.0
        while process.poll() is None:
            time.sleep(0.2)
            seconds += 0.2
            if seconds >= 5:
                sys.stdout.write(".")
                sys.stdout.flush()
                seconds = 0.0
        if process.returncode == 0:
            return
        log.seek(0)
        output = log.read().decode("utf-8", "replace")
    sys.stderr.write("\n" + "\n".join(output.splitlines()[-12:]) + "\n")
    sentence = trouble.explain(output)
    trouble.stop(sentence or trouble.UNKNOWN, *([LOG] if sentence is trouble.NO_WHEEL else [title, LOG]))


def is_sound():
    """Tell whether there is an environment of this Python that was made here and not moved here."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg")) as file:
            made_here = VENV in file.read()
        same = "import sys, pip; raise SystemExit(sys.version_info[:2] != %r)" % (sys.version_info[:2],)
        return made_here and subprocess.call([PYTHON, "-c", same], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    """Make the environment, unless there is a sound one, and put the console command `linli` into it."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        trouble.stop(trouble.NO_VENV)
    if not is_sound():
        call("venv", [sys.executable, "-m", "venv", "--clear", VENV])
    packages = subprocess.check_output([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    with open(os.path.join(packages.decode().strip(), "linli.pth"), "w") as file:
        file.write(ROOT + "\n")
    script = os.path.join(VENV, "bin", "linli")
    with open(script, "w") as file:
        file.write("#!%s\nfrom linli.config.console import main\n\nmain()\n" % PYTHON)
    os.chmod(script, 0o755)  # noqa: S103


def install(*names):
    """Install the locked packages of the named lists, exactly and without resolving anything."""
    command = [PYTHON, "-m", "pip", "install", "--no-deps", "--no-compile", "--require-hashes", "--no-input"]
    for name in names:
        command += ["-r", os.path.join(ROOT, "requirements", name + ".txt")]
    call("pip", [*command, "--progress-bar", "off", "--retries", "2"])


def packages(goal):
    """Install what running or testing needs; the PostgreSQL driver too if the database is one."""
    names = ["runtime", "build"]
    if os.environ.get("LINLI_DATABASE_URL", "").startswith("postgres"):
        step_packages("postgres", [*names, "postgres"])
    step_packages("runtime", names)
    if goal == "dev":
        step_packages("dev", ["dev"])


def step_packages(stamp, names):
    """Install the lists unless they are installed."""
    title = "安装 Python 软件包 Python packages (%s)" % stamp
    locks = files_below(*["requirements/%s.txt" % name for name in names])
    step("python-" + stamp, title, locks, PYTHON, lambda: install(*names), os.path.getmtime(VENV + "/pyvenv.cfg"))


def pages(goal):
    """Build styles and scripts, and the Chinese catalogue."""
    frontend = os.path.join(ROOT, "frontend")
    lock = files_below("frontend/package.json", "frontend/package-lock.json")
    modules, browser = (os.path.join(frontend, "node_modules", name) for name in ("vite", "@sparticuz"))
    if os.path.exists(browser):
        goal = "dev"  # what is there for testing stays, it also serves for running
    omit = ["--omit=dev"] if goal == "runtime" else []
    npm = os.path.join(VENV, "bin", "npm")
    step("npm-" + goal, "安装网页构件 web packages", lock, modules, lambda: call("npm", [npm, "ci", *omit], frontend))
    sources = [path for path in files_below("frontend") if os.sep + "node_modules" + os.sep not in path]
    manifest = os.path.join(BUILD, "static", "manifest.json")
    step("assets", "生成网页 pages", sources, manifest, lambda: call("vite", [npm, "run", "build"], frontend))
    catalogues = [path for path in files_below("linli") if path.endswith(".po")]
    compiled = catalogues[0][:-2] + "mo" if catalogues else PYTHON
    command = [PYTHON, "-m", "linli.config.catalogues", "--compile"]
    step("messages", "生成中文界面 catalogue", catalogues, compiled, lambda: call("messages", command))


def main(goal):
    """Bring the house to the wanted state."""
    ensure_python()
    free = shutil.disk_usage(ROOT).free / 1e9
    if not os.path.exists(os.path.join(STAMPS, "python-" + goal)) and free < NEEDED_GB[goal]:
        trouble.stop(trouble.NO_SPACE, ROOT, free, NEEDED_GB[goal])
    if not os.access(ROOT, os.W_OK):
        trouble.stop(trouble.NO_WRITE, ROOT)
    step("venv", "建立环境 environment", [], PYTHON, make_venv, sys.version_info[:2])
    packages(goal)
    pages(goal)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        raise SystemExit(130)  # noqa: B904
