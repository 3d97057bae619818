"""`linli import grid FILE --as-of DATE --system NAME`: begin the cells of the grid of communities."""

from django.utils.translation import gettext

from linli.places import services
from linli.places.management.ground import GroundCommand


class Command(GroundCommand):
    """Import cells of the grid (GeoJSON, a zipped Shapefile, or a list with coordinates) as of a day."""

    help = gettext("Import cells of the grid (GeoJSON, a zipped Shapefile, or a list with coordinates) as of a day.")
    take = services.import_grid
