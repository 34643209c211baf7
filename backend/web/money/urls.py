"""Addresses of the biller's pages."""

from django.urls import path

from backend.web.money.views import acts, exports, judging, lines, month, prices, ready

app_name = "money"

urlpatterns = [
    path("lines/", lines.lines, name="lines"),
    path("lines/judge/", judging.judge, name="judge"),
    path("lines/reopen/", judging.reopen, name="reopen"),
    path("lines/<uuid:line_id>/", lines.line_page, name="line"),
    path("lines/<uuid:line_id>/counted/", month.counted, name="counted"),
    path("lines/<uuid:line_id>/change/", lines.change, name="change"),
    path("lines/<uuid:line_id>/reject/", lines.reject, name="reject"),
    path("ready/", ready.ready, name="ready"),
    path("ready/<uuid:client_id>/<uuid:entity_id>/<slug:currency>/", ready.issue, name="issue"),
    path("acts/", acts.acts, name="acts"),
    path("acts/<uuid:act_id>/", acts.act_page, name="act"),
    path("month/", month.close_month, name="month"),
    path("month/fees/", month.draft_fees, name="draft-fees"),
    path("month/unsigned/", month.unsigned, name="unsigned"),
    path("prices/", prices.prices, name="prices"),
    path("exports/", exports.exports, name="exports"),
]
