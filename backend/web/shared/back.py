"""The way back to a page that sent somebody to a form: `?next=` in the address of the form."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest) -> str:
    """The page of ours that the address names; empty where it names none."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""


def with_way_back(address: str, page: str, **told: object) -> str:
    """The address of a form that leads back to `page` and begins with what is `told`."""
    words = {name: value for name, value in told.items() if value not in (None, "")}
    query = urlencode({**words, **({"next": page} if page else {})}, doseq=True)
    return f"{address}?{query}" if query else address
