"""Forms of the imports."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.imports.outcome import Importer
from linli.foundation.sheets import DEFAULT

ENCODINGS = [
    ("", _("Tell by itself")),
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GB18030 / GBK / GB2312"),
    ("utf-16", "UTF-16"),
]


class RecheckForm(forms.Form):
    """How a list that is already here is to be read."""

    as_of = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    profile = forms.ChoiceField(label=_("Source of the list"))
    encoding = forms.ChoiceField(label=_("Encoding of a text file"), choices=ENCODINGS, required=False)

    def __init__(self, *args: Any, importer: Importer, **kwargs: Any) -> None:
        """Ask only for what this kind of list needs."""
        super().__init__(*args, **kwargs)
        if not importer.asks_as_of:
            del self.fields["as_of"]
        sources = self.fields["profile"]
        if importer.profiles is None:
            del self.fields["profile"]
        elif isinstance(sources, forms.ChoiceField):
            sources.choices = list(importer.profiles())


class UploadForm(RecheckForm):
    """A list to import."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("CSV, .xlsx or .xls with a title row; at most 50 000 rows. Nothing is changed before you agree."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls"}),
    )
    field_order = ["upload", "as_of", "profile", "encoding"]

    def clean_upload(self) -> Any:
        """Refuse a file too large to be a list before it is stored."""
        upload = self.cleaned_data["upload"]
        if upload.size > DEFAULT.file_bytes:
            raise ValidationError(gettext("The file is larger than 50 MB. Split it."))
        return upload
