"""Pictures that were sent but never became part of a case."""

import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from linli.cases import jobs, samples
from linli.foundation import uploads


@pytest.mark.django_db
def test_at_night_pictures_without_a_case_go_and_those_of_a_case_stay(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = io.BytesIO()
    Image.new("RGB", (90, 60)).save(photo, "JPEG")
    kept, lonely = (uploads.accept_image(io.BytesIO(photo.getvalue())) for _ in range(2))
    samples.take(samples.make_case_district(), photos=[kept.path])
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    for path in tmp_path.rglob("*.jpg"):
        os.utime(path, (yesterday, yesterday))

    jobs.clean_up_pictures()

    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.jpg")}
    assert left == {kept.path, kept.thumbnail}
    assert lonely.path not in left
