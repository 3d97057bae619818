"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

from linli.config.checks import refuse_unsafe_database  # noqa: E402 (the checks need the apps)

refuse_unsafe_database()

# What is loaded by now stays for good: looking through it again and again cost about a tenth of each report.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
