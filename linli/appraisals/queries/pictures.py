"""Which stored pictures the room names, so that nobody takes them for left over."""

from linli.appraisals.models import AppealPhoto, ScoreLine


def is_picture_known(path: str) -> bool:
    """Return whether a line or an appeal names this stored picture."""
    return AppealPhoto.objects.filter(file=path).exists() or ScoreLine.objects.filter(file=path).exists()
