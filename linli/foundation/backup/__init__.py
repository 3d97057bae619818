"""
Back-up and restore of a whole installation in one file.

The file holds the database as of one instant, the photos, the anchors of the audit chains, the secret (if it is kept in
the data folder) and a manifest with the checksum of every part, the number of rows of every table and the head of
every chain. Whoever has the file can read everything: keep it like the data themselves.
"""

from linli.foundation.backup.archive import BackupRefused, Manifest
from linli.foundation.backup.making import make_backup
from linli.foundation.backup.restoring import restore_backup

__all__ = ["BackupRefused", "Manifest", "make_backup", "restore_backup"]
