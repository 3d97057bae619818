"""Door of the room for lists: cases of foreign systems by profile, and an office's own kinds of cases."""

from linli.cases.importing.run import import_cases, list_choices
from linli.cases.services.catalogue_lists import COLUMNS as CATEGORY_COLUMNS
from linli.cases.services.catalogue_lists import import_categories

__all__ = ["CATEGORY_COLUMNS", "import_cases", "import_categories", "list_choices"]
