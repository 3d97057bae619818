"""The columns of a list of buildings as it is handed out and taken back."""

from linli.foundation.sheets import Column
from linli.places.rules.buildings import TITLES

NUMBERS = ("storeys", "year_built", "dwellings", "households", "stairwells")
LEFT_OUT = ("number",)
BUILDING_COLUMNS = (
    *(
        Column(key, titles[0], "number" if key in NUMBERS else "text")
        for key, titles in TITLES.items()
        if key not in LEFT_OUT
    ),
    Column("longitude", "经度", "number"),
    Column("latitude", "纬度", "number"),
)
"""What the export writes and the import reads; the number of a house stands in its name."""
