"""Settings of the test suite: its own data folder and database, a quick hasher, jobs done at once."""

import os
import tempfile

# Whatever installation the person who tests has configured, the suite must not touch it.
for _name in [name for name in os.environ if name.startswith("LINLI_") and not name.startswith("LINLI_TEST_")]:
    if _name != "LINLI_CHROMIUM":
        del os.environ[_name]
if "LINLI_TEST_DATA_DIR" not in os.environ:
    os.environ["LINLI_TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="linli-test-")
os.environ["LINLI_DATA_DIR"] = os.path.join(
    os.environ["LINLI_TEST_DATA_DIR"], os.environ.get("PYTEST_XDIST_WORKER", "main")
)
os.environ["LINLI_DATABASE_URL"] = os.environ.get("LINLI_TEST_DATABASE_URL", "")

from linli.config.settings import *  # noqa: F403
from linli.config.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
JOBS_IMMEDIATE = True
TWO_FACTOR_REQUIRED = False  # the tests of people switch it on
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file like in real life: a database in memory knows neither WAL nor a second process.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
