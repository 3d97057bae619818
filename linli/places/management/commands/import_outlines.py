"""`linli import outlines FILE --as-of DATE --system NAME`: give areas the outlines of a file."""

from django.utils.translation import gettext

from linli.places import services
from linli.places.management.ground import GroundCommand


class Command(GroundCommand):
    """Import outlines (GeoJSON, a zipped Shapefile, or a list with coordinates) as of a day."""

    help = gettext("Import outlines (GeoJSON, a zipped Shapefile, or a list with coordinates) as of a day.")
    take = services.import_outlines
