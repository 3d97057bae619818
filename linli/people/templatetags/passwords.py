"""Template words about passwords."""

from django import template
from django.contrib.auth.password_validation import password_validators_help_texts

register = template.Library()


@register.simple_tag
def password_rules() -> list[str]:
    """Return the password rules in words."""
    return [str(text) for text in password_validators_help_texts()]
