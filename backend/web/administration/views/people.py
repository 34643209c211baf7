"""Weeks of shifts for an engineer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from backend.accounts.roles import May
from backend.dispatch.people import add_shifts
from backend.lib.errors import CalloutError
from backend.web.administration.row_forms import tell_row
from backend.web.administration.special_forms import ShiftsForm
from backend.web.administration.views.rows import register_for, row_of
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.toasts import say


@may(May.KEEP_USERS)
def shifts(request: SignedRequest, engineer_id: UUID) -> HttpResponse:
    """The pattern, laid out on POST; days that have a shift keep it."""
    engineer = row_of(register_for(request.user, "engineers"), engineer_id)
    form = ShiftsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_shifts(engineer.pk, form.pattern(), by=request.user)
        except CalloutError as error:
            tell_row(form, error)
        else:
            words = ngettext("%(n)d shift added", "%(n)d shifts added", made)
            say(request, words % {"n": made})
            return redirect("administration:row", "engineers", engineer.pk)
    coming = engineer.shifts.order_by("-date")[:14]  # type: ignore[attr-defined]
    context = {"engineer": engineer, "form": form, "coming": coming}
    status = 422 if form.errors else 200
    return render(request, "administration/shifts.html", context, status=status)
