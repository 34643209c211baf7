"""Tell the engineers their day as it stands."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from backend.accounts.roles import May
from backend.dispatch.actions import publish_day
from backend.dispatch.queries import day_of
from backend.lib.errors import CalloutError
from backend.web.day.forms import PublishForm
from backend.web.day.told import telling
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.toasts import say, say_no


@may(May.PLAN)
def publish(request: SignedRequest, day: date) -> HttpResponse:
    """Who will be told what; on POST they are, unless somebody changed the day meanwhile."""
    board = day_of(day, request.user)
    if request.method == "POST":
        return _published(request, day, board.unpublished)
    form = PublishForm(initial={"version": board.board.version})
    in_sheet = request.headers.get("HX-Request") == "true"
    template = "day/publish_sheet.html" if in_sheet else "day/publish.html"
    context = {"board": board, "form": form, "rows": telling(board)}
    return render(request, template, context)


def _published(request: SignedRequest, day: date, count: int) -> HttpResponse:
    form = PublishForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        publish_day(day, version, by=request.user)
    except CalloutError as error:
        say_no(request, words_for(error))
        return redirect("day:day", day)
    words = ngettext("%(count)d change published", "%(count)d changes published", count)
    say(request, words % {"count": count})
    return redirect("day:day", day)
