"""Forms of the imports."""

import io
import zipfile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from linli.foundation.imports.outcome import Importer
from linli.foundation.sheets import DEFAULT

TOO_LARGE = gettext_noop("The file is larger than 50 MB. Split it.")
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
            sources.label = gettext(importer.asks_profile)


class SetInput(forms.ClearableFileInput):
    """A control for one file or the files of one set."""

    allow_multiple_selected = True


class SetField(forms.FileField):
    """One file, or the files of one set packed into one."""

    widget = SetInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file, or a .zip of the files, called after the first."""
        files = [super(SetField, self).clean(each, initial) for each in (data or [None])]
        if len(files) == 1:
            return files[0]
        if sum(each.size for each in files) > DEFAULT.file_bytes:
            raise ValidationError(gettext(TOO_LARGE))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            for each in files:
                package.writestr(each.name, each.read())
        return ContentFile(packed.getvalue(), name=f"{files[0].name.rsplit('.', 1)[0]}.zip")


class UploadForm(RecheckForm):
    """A list to import."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("CSV, .xlsx or .xls with a title row; at most 50 000 rows. Nothing is changed before you agree."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls"}),
    )
    field_order = ["upload", "as_of", "profile", "encoding"]

    def __init__(self, *args: Any, importer: Importer, **kwargs: Any) -> None:
        """Say which files this kind takes."""
        super().__init__(*args, importer=importer, **kwargs)
        if importer.accepts:
            field, widget = (SetField, SetInput) if importer.takes_sets else (forms.FileField, forms.ClearableFileInput)
            self.fields["upload"] = field(
                label=_("File"), help_text=gettext(importer.hint), widget=widget(attrs={"accept": importer.accepts})
            )
            self.order_fields(self.field_order)

    def clean_upload(self) -> Any:
        """Refuse a file too large to be a list before it is stored."""
        upload = self.cleaned_data["upload"]
        if upload.size > DEFAULT.file_bytes:
            raise ValidationError(gettext(TOO_LARGE))
        return upload
