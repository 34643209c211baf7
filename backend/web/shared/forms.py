"""What forms of every area share: telling a refusal, and fields of our own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import ngettext

from backend.lib.errors import CalloutError, Invalid
from backend.web.shared.errors import words_for


def tell(form: forms.BaseForm, error: CalloutError) -> None:
    """Puts the house's no beside the field it names, else on top of the form."""
    name = error.field if isinstance(error, Invalid) and error.field in form.fields else None
    form.add_error(name, words_for(error))


class SearchedSelect(forms.Select):
    """A select that is searched by typing once it is long (frontend/web/combo-box.ts)."""

    def __init__(self, attrs: dict[str, Any] | None = None, **rest: Any) -> None:
        super().__init__({"data-combobox": "", **(attrs or {})}, **rest)


class PhotosInput(forms.FileInput):
    """A file control that takes several pictures, from the camera too."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*", **(attrs or {})})


class PhotosField(forms.FileField):
    """Several photos; cleans to a list of UploadedFile, empty where none was chosen."""

    widget = PhotosInput

    def __init__(self, *, max_files: int = 10, **kwargs: Any) -> None:
        self.max_files = max_files
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The chosen files, each checked as a file; refuses more than `max_files`."""
        files = _as_list(data)
        if len(files) > self.max_files:
            words = ngettext(
                "At most %(limit)d photo; choose again.",
                "At most %(limit)d photos; choose again.",
                self.max_files,
            )
            raise forms.ValidationError(words % {"limit": self.max_files}, code="too-many-photos")
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(file, initial) for file in files]


def _as_list(data: Any) -> Sequence[Any]:
    if not data:
        return []
    return list(data) if isinstance(data, list | tuple) else [data]
