"""How passwords are kept: Argon2id, with a memory need that fits a small server."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2(Argon2PasswordHasher):
    """
    Argon2id with 19 MiB, two passes and one lane: the least OWASP's password storage cheat sheet allows.

    Django's own figure is 100 MiB a sign-in; a server worker of Linli is to stay below 120 MiB altogether.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
