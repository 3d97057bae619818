"""The floor: a bare Django view that validates a report and inserts one row; same server, same database."""

import json

from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt


class FloorReport(models.Model):
    """One row a report, nothing else."""

    text = models.TextField()
    address = models.CharField(max_length=200)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    reported_at = models.DateTimeField()

    class Meta:
        app_label = "bench"


def make_table() -> None:
    """Create the floor's table if the database does not hold it yet."""
    if FloorReport._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(FloorReport)


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Validate the JSON body and insert one row."""
    given = json.loads(request.body)
    text, address = str(given.get("text", "")).strip(), str(given.get("address", ""))
    if not 1 <= len(text) <= 2000 or len(address) > 200:
        return JsonResponse({"detail": "refused"}, status=422)
    row = FloorReport.objects.create(
        text=text,
        address=address,
        longitude=given.get("longitude"),
        latitude=given.get("latitude"),
        reported_at=timezone.now(),
    )
    return JsonResponse({"id": row.pk}, status=201)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the server is up."""
    return HttpResponse("ok")


urlpatterns = [path("floor", insert), path("healthz", healthz)]
