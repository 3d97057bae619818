"""`linli import buildings FILE --as-of DATE --system NAME`: bring buildings in."""

from django.utils.translation import gettext

from linli.places import services
from linli.places.management.ground import GroundCommand


class Command(GroundCommand):
    """Import buildings (CSV, Excel, GeoJSON or a zipped Shapefile) as of a day."""

    help = gettext("Import buildings (CSV, Excel, GeoJSON or a zipped Shapefile) as of a day.")
    take = services.import_buildings
