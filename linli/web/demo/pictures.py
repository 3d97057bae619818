"""Small drawn pictures for the demo's evidence: nobody's street, and it says so."""

import os
import shutil
from functools import cached_property
from io import BytesIO
from pathlib import Path
from random import Random

from django.conf import settings
from PIL import Image, ImageDraw

from linli.foundation.uploads import StoredImage, accept_image, thumbnail_of

SKIES = ((176, 205, 227), (205, 214, 220), (140, 150, 170), (226, 205, 180))
WALLS = ((206, 190, 164), (188, 176, 160), (168, 150, 138), (214, 206, 196))
MARKS = {"before": (176, 58, 46), "during": (184, 134, 11), "after": (46, 125, 80), "check": (44, 92, 150)}
SHAPES = 6
SIZE = (480, 360)


class Pictures:
    """Draws a handful of pictures and hands each out under a name of its own; the file itself is shared."""

    def __init__(self, random: Random) -> None:
        """Take the source of chance, for the drawings and the names."""
        self.random = random

    @cached_property
    def drawn(self) -> dict[str, list[StoredImage]]:
        """Return the pictures by what they show, drawn when the first one is needed."""
        return {kind: [self._store(kind, number) for number in range(SHAPES)] for kind in MARKS}

    def take(self, kind: str) -> str:
        """Return the stored name of a picture that nothing else has."""
        original = self.random.choice(self.drawn[kind])
        name = f"{self.random.getrandbits(128):032x}"
        path = f"de/mo/{name}.jpg"
        for old, new in ((original.path, path), (original.thumbnail, thumbnail_of(path))):
            target = Path(settings.MEDIA_ROOT) / new
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            _share(Path(settings.MEDIA_ROOT) / old, target)
        return path

    def _store(self, kind: str, number: int) -> StoredImage:
        """Draw one picture and store it as an upload is stored."""
        target = BytesIO()
        self._draw(kind, number).save(target, "PNG")
        target.seek(0)
        return accept_image(target)

    def _draw(self, kind: str, number: int) -> Image.Image:
        """Return a wall, a street and, before the work, something that should not lie there."""
        picture = Image.new("RGB", SIZE, SKIES[number % len(SKIES)])
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 90, 480, 250), fill=WALLS[number % len(WALLS)])
        for window in range(5):
            pen.rectangle((30 + window * 92, 120, 80 + window * 92, 180), fill=(120, 140, 155))
        pen.rectangle((0, 250, 480, 360), fill=(122, 122, 124))
        pen.line((0, 300, 480, 300), fill=(222, 222, 214), width=4)
        if kind == "before":
            self._litter(pen, number)
        pen.rectangle((0, 338, 480, 360), fill=MARKS[kind])
        pen.text((10, 342), f"DEMO {kind.upper()} {number + 1} - fictitious", fill=(255, 255, 255))
        return picture

    def _litter(self, pen: ImageDraw.ImageDraw, number: int) -> None:
        """Draw heaps in the street."""
        for _ in range(14 + number * 3):
            x, y = self.random.randint(60, 400), self.random.randint(245, 325)
            size = self.random.randint(8, 34)
            colour = tuple(self.random.randint(40, 190) for _ in range(3))
            pen.ellipse((x, y, x + size, y + size * 0.7), fill=colour, outline=(40, 40, 40))


def _share(original: Path, target: Path) -> None:
    """Give a file a second name; where the file system cannot do that, copy it."""
    try:
        os.link(original, target)
    except OSError:
        shutil.copyfile(original, target)
