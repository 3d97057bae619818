"""Reads of the room, for its pages and for rooms above."""

from linli.appraisals.queries.bulletins import public_bulletin, public_bulletins

__all__ = ["public_bulletin", "public_bulletins"]
