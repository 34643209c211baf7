"""Addresses of the administrator's pages; what has no page of its own is a register."""

from django.urls import path

from backend.web.administration.views import (
    calendars,
    contract_page,
    contracts,
    home,
    house,
    journal,
    people,
    price_lists,
    publishing,
    removals,
    rows,
)

app_name = "administration"

urlpatterns = [
    path("", home.home, name="home"),
    path("journal/", journal.journal, name="journal"),
    path("house/", house.house, name="house"),
    path("house/<uuid:delivery_id>/again/", house.again, name="house-again"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.new, name="calendar-new"),
    path("calendars/<uuid:calendar_id>/", calendars.calendar, name="calendar"),
    path("calendars/<uuid:calendar_id>/day/", calendars.set_day, name="calendar-day"),
    path("calendars/<uuid:calendar_id>/remove/", removals.remove_days, name="calendar-remove"),
    path("calendars/<uuid:calendar_id>/holidays/", calendars.holidays, name="calendar-holidays"),
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/new/", contracts.new, name="contract-new"),
    path("contracts/<uuid:contract_id>/", contract_page.contract, name="contract"),
    path("contracts/<uuid:contract_id>/kept/", contract_page.kept, name="contract-kept"),
    path(
        "contracts/<uuid:contract_id>/examples/<slug:asks>/",
        contract_page.add_example,
        name="example-add",
    ),
    path(
        "contracts/<uuid:contract_id>/examples/<uuid:example_id>/remove/",
        contract_page.drop_example,
        name="example-remove",
    ),
    path(
        "contracts/<uuid:contract_id>/maintenance/<uuid:row_id>/remove/",
        contract_page.give_up_maintenance,
        name="maintenance-remove",
    ),
    path("contracts/<uuid:contract_id>/<slug:name>/", contracts.deed, name="contract-deed"),
    path("terms/<uuid:version_id>/", contracts.version, name="version"),
    path("terms/<uuid:version_id>/add/<slug:part>/", contracts.add, name="version-add"),
    path("terms/<uuid:version_id>/remove/<uuid:row_id>/", contracts.remove, name="version-remove"),
    path("terms/<uuid:version_id>/publish/", publishing.publish, name="version-publish"),
    path("terms/<uuid:version_id>/preview/", publishing.preview, name="version-preview"),
    path("price-lists/<uuid:price_list_id>/prices/", price_lists.price_list, name="price-list"),
    path(
        "price-lists/<uuid:price_list_id>/prices/<uuid:version_id>/look/",
        price_lists.look,
        name="price-look",
    ),
    path(
        "price-lists/<uuid:price_list_id>/prices/<uuid:version_id>/apply/",
        price_lists.apply,
        name="price-apply",
    ),
    path(
        "price-lists/<uuid:price_list_id>/prices/<uuid:version_id>/<uuid:item_id>/remove/",
        removals.remove_price,
        name="price-remove",
    ),
    path("engineers/<uuid:engineer_id>/shifts/", people.shifts, name="shifts"),
    path("<slug:slug>/", rows.rows_list, name="rows"),
    path("<slug:slug>/new/", rows.new_row, name="new"),
    path("<slug:slug>/<uuid:row_id>/", rows.row, name="row"),
]
