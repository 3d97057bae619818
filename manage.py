#!/usr/bin/env python3
"""Django's own entry point; people use the console command `linli` instead."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    execute_from_command_line(sys.argv)
