"""Addresses of the day: the board, plans, visits."""

from django.urls import path, register_converter

from backend.web.day.converters import DayConverter
from backend.web.day.views import (
    assign,
    board,
    first,
    lists,
    long_lists,
    plan_asks,
    plans,
    publish,
    remedies,
    shifts,
    visits,
)

register_converter(DayConverter, "day")
app_name = "day"

urlpatterns = [
    path("", board.today, name="today"),
    path("<day:day>/", board.day, name="day"),
    path("<day:day>/map.json", board.day_map, name="map"),
    path("<day:day>/assign/", assign.assign, name="assign"),
    path("<day:day>/first/<uuid:work_order_id>/", first.first, name="first"),
    path("<day:day>/first/<uuid:work_order_id>/send/", first.send, name="first-send"),
    path("<day:day>/shifts/<uuid:engineer_id>/", shifts.shift, name="shift"),
    path(
        "<day:day>/fits/<slug:kind>/<slug:what>/<uuid:stop_id>/<uuid:engineer_id>/",
        remedies.remedy,
        name="remedy",
    ),
    path("<day:day>/publish/", publish.publish, name="publish"),
    path("<day:day>/plan/", plan_asks.ask, name="plan-ask"),
    path("<day:day>/plan/more/", plan_asks.wish, name="plan-wish"),
    path("<day:day>/plan/urgent/<uuid:work_order_id>/", plan_asks.urgent, name="plan-urgent"),
    path("absences/", lists.absences, name="absences"),
    path("checklists/", lists.checklists, name="checklists"),
    path("plans/", long_lists.plans, name="plans"),
    path("plans/<uuid:plan_id>/", plans.plan_page, name="plan"),
    path("plans/<uuid:plan_id>/progress/", plans.progress, name="plan-progress"),
    path("plans/<uuid:plan_id>/stop/", plans.stop, name="plan-stop"),
    path("plans/<uuid:plan_id>/choose/", plans.choose, name="plan-choose"),
    path("plans/<uuid:plan_id>/accept/", plans.accept, name="plan-accept"),
    path("plans/<uuid:plan_id>/take-back/", plans.take_back, name="plan-take-back"),
    path("plans/<uuid:plan_id>/discard/", plans.discard, name="plan-discard"),
    path("visits/", long_lists.visits, name="visits"),
    path("visits/<uuid:visit_id>/", visits.visit_page, name="visit"),
    path("reports/<uuid:report_id>/withdraw/", visits.withdraw, name="report-withdraw"),
    path("visits/<uuid:visit_id>/<slug:name>/", visits.deed, name="visit-deed"),
]
