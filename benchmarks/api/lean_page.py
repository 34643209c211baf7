"""A lean page: the same rows by a plain Django view, with its ORM and a template and no more.

No session, no rules, no walls, no frame: what is left of a page when everything that makes it the
product's is taken away. Gunicorn serves `application`; the settings are the product's without the
middlewares, as the owner of the tables. BENCH_FACTS names the file of prepare.py's facts.
"""

import itertools
import json
import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.api.lean_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db.models import F, Min, Q  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import get_object_or_404  # noqa: E402
from django.template import Context, engines  # noqa: E402
from django.urls import path  # noqa: E402

from backend.desk.models import Request, WorkOrder  # noqa: E402

FACTS = json.loads(Path(os.environ["BENCH_FACTS"]).read_text())
CLIENTS, CARDS = itertools.cycle(FACTS["busy_clients"]), itertools.cycle(FACTS["cards"])
GOING = Q(clocks__stopped_at=None, clocks__state__in=("running", "missed"))
LIST = """<!doctype html><title>Requests</title><table>{% for row in rows %}<tr>
<td><a href="/{{ row.pk }}/">{{ row.number }}</a><td>{{ row.next_due_at }}
<td>{{ row.client }}<br>{{ row.object.client_code }} {{ row.object.name }}
<td>{{ row.words|truncatechars:110 }}<br>{{ row.equipment.name }}
<td>{{ row.get_priority_display }}<br>{{ row.get_impact_display }}<td>{{ row.get_state_display }}
<td>{{ row.reported_at }}</tr>{% endfor %}</table>"""
CARD = """<!doctype html><title>{{ work.number }}</title>
<h1>{{ work.number }} {{ work.object }}</h1>
<p>{{ work.client }} {{ work.request.number }}</p><p>{{ work.words }}</p><dl>
<dt>State<dd>{{ work.get_state_display }}<dt>Priority<dd>{{ work.get_priority_display }}
<dt>Kind<dd>{{ work.work_type }}<dt>Length<dd>{{ work.minutes }}<dt>Coverage<dd>{{ work.coverage }}
<dt>From<dd>{{ work.window_from }}<dt>To<dd>{{ work.window_to }}
<dt>Where<dd>{{ work.object.address }}<dt>Equipment<dd>{{ work.equipment }}</dl>"""


def requests(request: HttpRequest) -> HttpResponse:
    """25 of a client's open requests, the next due first."""
    rows = Request.objects.filter(state__in=("new", "open", "waiting"), client=next(CLIENTS))
    rows = rows.select_related("client", "object", "equipment")
    due = rows.annotate(next_due_at=Min("clocks__due_at", filter=GOING))
    return _page(LIST, rows=due.order_by(F("next_due_at").asc(nulls_last=True), "recorded_at")[:25])


def work_order(request: HttpRequest) -> HttpResponse:
    """One work order."""
    named = ("client", "object", "equipment", "work_type", "request")
    return _page(
        CARD, work=get_object_or_404(WorkOrder.objects.select_related(*named), pk=next(CARDS))
    )


def alive(request: HttpRequest) -> HttpResponse:
    """For who waits for the server."""
    return HttpResponse("alive")


TEMPLATES = {text: engines["django"].from_string(text).template for text in (LIST, CARD)}


def _page(text: str, **shown: object) -> HttpResponse:
    return HttpResponse(TEMPLATES[text].render(Context(shown)))


urlpatterns = [path("list", requests), path("card", work_order), path("livez", alive)]
