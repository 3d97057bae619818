"""Accounts (first cut, the owner of the room replaces it)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """A person who signs in."""

    username = models.CharField(max_length=150, unique=True)
    USERNAME_FIELD = "username"
    objects = BaseUserManager()
