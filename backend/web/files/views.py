"""Photos and papers, for those they belong to."""

from pathlib import PurePath
from typing import get_args
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from backend.clients.queries import client_ids_of
from backend.files.kinds import SUFFIXES
from backend.files.models import StoredFile
from backend.files.queries import Variant, open_variant, visible_file
from backend.lib.errors import NotFound

_SHOWN_IN_PLACE = frozenset({"application/pdf"})


@require_safe
@cache_control(private=True, max_age=3600)
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """`?variant=thumb|display|original`: pictures and PDFs are shown, other originals saved."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = visible_file(file_id, client_ids_of(request.user))
    variant = _variant(request.GET.get("variant", "original"))
    opened, mime = open_variant(found, variant)
    saved = variant == "original" and mime not in _SHOWN_IN_PLACE
    return FileResponse(opened, as_attachment=saved, filename=_name(found, mime), content_type=mime)


def _variant(asked: str) -> Variant:
    for variant in get_args(Variant):
        if asked == variant:
            return variant  # type: ignore[no-any-return]
    raise NotFound("file")


def _name(found: StoredFile, mime: str) -> str:
    """The name people know it by, its ending told by the bytes that are sent."""
    return PurePath(found.name or found.sha256[:12]).stem + SUFFIXES.get(mime, "")
