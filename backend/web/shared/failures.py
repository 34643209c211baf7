"""The pages for every no that is not one of the house's rules: 400, 403, 404, 500, 503."""

import sys
from types import SimpleNamespace

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return HttpResponse(_bare("400.html", request), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The role does not include this."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing there, or not yours: nobody can tell which."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours; a database that is away is told apart, as it comes back by itself."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    return HttpResponse(_bare(f"{status}.html", request), status=status)


def _bare(template: str, request: HttpRequest) -> str:
    """A page made without asking who is there, as session and database may be what fails."""
    known = SimpleNamespace(request_id=getattr(request, "request_id", ""))
    return render_to_string(template, {"request": known})
