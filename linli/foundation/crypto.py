"""
Encryption of single values and keyed digests to look them up by.

Keys are derived from the installation's secret (`LINLI_SECRET_KEY` or the file `secret` in the
data folder). Every ciphertext begins with the number of its algorithm and the name of its key,
so both can be changed while old values stay readable through `SECRET_KEY_FALLBACKS`.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

AES_256_GCM = b"\x01"
HEADER, NONCE, DIGEST = 5, 12, 16


class UnreadableValue(Exception):
    """A stored value cannot be decrypted: the secret was changed or the value was altered."""


@lru_cache(maxsize=32)
def _derive(secret: str, purpose: str) -> bytes:
    """Return the 32-byte key of one purpose."""
    return HKDF(algorithm=SHA256(), length=32, salt=b"linli", info=purpose.encode()).derive(secret.encode())


@lru_cache(maxsize=16)
def _cipher(secret: str) -> tuple[bytes, AESGCM]:
    """Return the 5-byte header and the cipher that belong to a secret."""
    key = _derive(secret, "fields")
    return AES_256_GCM + hashlib.sha256(key).digest()[: HEADER - 1], AESGCM(key)


def encrypt(text: str) -> bytes:
    """Encrypt a text; the same text gives another result every time."""
    header, cipher = _cipher(settings.SECRET_KEY)
    nonce = os.urandom(NONCE)
    return header + nonce + cipher.encrypt(nonce, text.encode(), header)


def decrypt(sealed: bytes) -> str:
    """
    Return the text that `encrypt` sealed.

    Raises UnreadableValue if no known key fits or the bytes were altered.
    """
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        header, cipher = _cipher(secret)
        if sealed[:HEADER] == header:
            nonce = sealed[HEADER : HEADER + NONCE]
            try:
                return cipher.decrypt(nonce, sealed[HEADER + NONCE :], header).decode()
            except InvalidTag as error:
                raise UnreadableValue("The encrypted value was altered.") from error
    raise UnreadableValue("The value was encrypted with another secret than the present one.")


def keyed_digest(text: str) -> bytes:
    """Return 16 bytes by which an encrypted text is found again; useless without the secret."""
    key = _derive(settings.SECRET_KEY, "digest")
    return hmac.digest(key, text.encode(), "sha256")[:DIGEST]
