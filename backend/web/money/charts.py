"""What the biller sees as a picture."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.documents.figures import date_words
from backend.web.shared.charts import Chart, Point
from backend.web.shared.durations import locale_name


def worked_chart(worked: Mapping[date, int]) -> Chart | None:
    """Visits with work done by day of the month, each number leading to the day's board.

    None for a month without any: an empty picture tells nothing.
    """
    if not any(worked.values()):
        return None
    points = [
        Point(
            label=str(day.day),
            value=count,
            words=str(count) if count else "",
            href=reverse("day:day", kwargs={"day": day}) if count else "",
            name=date_words(day, locale_name(), "medium"),
        )
        for day, count in worked.items()
    ]
    return Chart(_("Visits with work done"), by=_("Day"), of=_("Visits"), points=points)
