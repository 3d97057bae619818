"""Reads of the room, for its pages and for rooms above."""

from linli.appraisals.queries.bulletins import public_bulletin, public_bulletins
from linli.appraisals.queries.pictures import is_picture_known

__all__ = ["is_picture_known", "public_bulletin", "public_bulletins"]
