"""The console: `linli districting solve | check | explain`. Knows no Django; what is said can be translated."""

from linli.districting.console.acts import run
from linli.districting.console.arguments import HELP, add_arguments

__all__ = ["HELP", "add_arguments", "run"]
