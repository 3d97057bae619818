"""The console command `linli`: one front for every management command."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line, get_commands


def main(argv: list[str] | None = None) -> None:
    """Run `linli A B ...` as the management command `A_B` where there is one, else as `A`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        django.setup()  # the rooms' commands are only found once the rooms are known
        if len(words) > 1 and f"{words[0]}_{words[1]}" in get_commands():
            words[:2] = [f"{words[0]}_{words[1]}"]
        execute_from_command_line(["linli", *words])
    except ImproperlyConfigured as error:
        raise SystemExit(f"  ✗ {error}") from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
