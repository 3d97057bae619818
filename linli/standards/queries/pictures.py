"""Which stored pictures the room names, so that none of them is swept away."""

from linli.standards.models import Observation
from linli.standards.queries import acceptances


def is_picture_known(path: str) -> bool:
    """Return whether a finding or an observation names this stored picture."""
    return acceptances.is_picture_known(path) or Observation.objects.filter(file=path).exists()
