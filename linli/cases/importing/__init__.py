"""Import of cases from foreign systems: a profile in TOML says how, no source needs code."""

from linli.cases.importing.checking import ProfileError
from linli.cases.importing.profile import load_profile
from linli.cases.importing.run import import_cases, list_choices

__all__ = ["ProfileError", "import_cases", "list_choices", "load_profile"]
