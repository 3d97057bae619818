"""One installation for all journeys of a session, and the two sizes every journey is walked in."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.journeys.installation import Installation, copy_of_district, free_port

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1366, "height": 768}}


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Run the demo district on a free port until the last journey is over."""
    built = Installation(copy_of_district(Path(os.environ["LINLI_TEST_DATA_DIR"]) / "journeys"), free_port())
    try:
        built.start()
        yield built
    finally:
        built.stop()


@pytest.fixture(params=sorted(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """Give the name of a screen size; a test that takes it runs once a size."""
    return str(request.param)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Give a JPEG as a phone takes it."""
    image = Image.new("RGB", (1600, 1200), "#7a8b99")
    ImageDraw.Draw(image).rectangle((500, 300, 1100, 1000), fill="#3b3b3b")
    content = BytesIO()
    image.save(content, "JPEG")
    path = tmp_path / "现场.jpg"
    path.write_bytes(content.getvalue())
    return path
