"""Taking out what examples of contracts may depend on: dates of a calendar, a price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.actions import remove_exceptions, remove_price_item
from backend.contracts.models import PriceItem, WorkCalendar
from backend.documents.figures import date_words, price_words
from backend.lib.errors import CalloutError, NotFound
from backend.lib.words import in_language
from backend.web.administration.calendar_forms import DaysForm
from backend.web.administration.views.calendars import page_of
from backend.web.administration.watched_forms import WatchedForm
from backend.web.shared.choices import choice_word
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.toasts import say


@dataclass(frozen=True)
class Removal:
    """What would be taken out of the row called `name` whose page is `page`: `gone` in words,
    `chosen` as the form sends it."""

    title: str
    name: str
    page: str
    gone: Sequence[str]
    chosen: Sequence[tuple[str, str]] = ()


def _page(request: SignedRequest, removal: Removal, form: WatchedForm) -> HttpResponse:
    """What goes, with a button; where an example turned red, also why it goes all the same."""
    context = {"removal": removal, "form": form}
    status = 422 if form.errors else 200
    return render(request, "administration/removal.html", context, status=status)


@may(May.KEEP_CONTRACTS)
@posted_from("administration:calendar", "calendar_id")
def remove_days(request: SignedRequest, calendar_id: UUID) -> HttpResponse:
    """The chosen dates follow their weekdays again."""
    row = queries.calendar(request.user, calendar_id)
    form, year = DaysForm(request.POST), request.POST.get("year", "")
    if form.is_valid():
        days, despite = form.days(), form.cleaned_data.get("despite", "")
        try:
            removed = remove_exceptions(row.pk, days, by=request.user, despite=despite)
        except CalloutError as error:
            form.tell(error)
            return _page(request, _dates(row, days, year), form)
        words = ngettext(
            "%(n)d date follows its weekday again",
            "%(n)d dates follow their weekdays again",
            removed,
        )
        say(request, words % {"n": removed})
    return redirect(page_of(row, year))


def _dates(row: WorkCalendar, days: Sequence[date], year: str) -> Removal:
    language = get_language() or "en"
    named = {each.date: each.name for each in row.exceptions.all()}
    gone = [
        " · ".join(filter(None, (date_words(day, language, "full"), named[day])))
        for day in sorted(set(days) & set(named))
    ]
    chosen = [("year", year), *(("chosen", str(day)) for day in days)]
    return Removal(_("Remove the chosen dates"), row.name, page_of(row, year), gone, chosen)


@may(May.KEEP_CONTRACTS)
def remove_price(
    request: SignedRequest, price_list_id: UUID, version_id: UUID, item_id: UUID
) -> HttpResponse:
    """One price, looked at once more; POST takes it out."""
    row = queries.price_list(request.user, price_list_id)
    version = next((each for each in row.versions.all() if each.pk == version_id), None)
    item = next((i for i in version.items.all() if i.pk == item_id), None) if version else None
    if version is None or item is None:
        raise NotFound("price")
    page = f"{reverse('administration:price-list', args=[row.pk])}?from={version.valid_from}"
    form = WatchedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        despite = form.cleaned_data.get("despite", "")
        try:
            remove_price_item(version.pk, item.pk, by=request.user, despite=despite)
        except CalloutError as error:
            form.tell(error)
        else:
            say(request, _("Price removed"))
            return redirect(page)
    gone = [_price_words(item, row.currency)]
    return _page(request, Removal(_("Remove the price"), row.name, page, gone), form)


def _price_words(item: PriceItem, currency: str) -> str:
    language = get_language() or "en"
    named = str(choice_word("price_kind", item.kind)), item.code, in_language(item.names, language)
    price = f"{price_words(item.price, currency, language)} {currency}"
    return " · ".join(filter(None, (*named, price)))
