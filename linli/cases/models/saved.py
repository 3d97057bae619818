"""What a person keeps for himself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_MAX = 30
QUERY_MAX = 1000


class SavedView(models.Model):
    """A filter of the list that a person keeps under a name; `query` is what stands behind the ? of its address."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=NAME_MAX)
    query = models.CharField(_("filter"), max_length=QUERY_MAX, blank=True)

    class Meta:
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="savedview_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
