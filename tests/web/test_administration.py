"""The administrator's pages: every register, service hours, contracts, and who may not see them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role, User
from backend.billing.models import DocumentSeries
from backend.catalog.models import LegalEntityDetails, Part, Reason, TaxTreatment, WorkType
from backend.clients.models import Client as ClientRow
from backend.clients.models import Contact, ContactRole, Equipment, ServiceObject
from backend.contracts.actions import save_example
from backend.contracts.coverage import LineKind
from backend.contracts.models import (
    CalendarException,
    Contract,
    ContractVersion,
    PriceItem,
    PriceListVersion,
    WorkCalendar,
)
from backend.demo.cast import Cast
from backend.dispatch.models import Engineer, Shift
from backend.journal.models import Entry
from backend.lib.ids import new_id
from backend.web.administration.registers import REGISTERS
from backend.web.agreements.year import year_picture
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")
HOME = "/administration/"
LONG = "x" * 10_000
DAY = [["08:00", "18:00"]]


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def fields_of(client: Client, address: str) -> dict[str, Any]:
    """What the page's first form would send as it stands."""
    form = client.get(address).context["form"]
    said: dict[str, Any] = {}
    for bound in form:
        widget, value = bound.field.widget, bound.value()
        parts = getattr(widget, "widgets", None)
        if parts:
            values = value if isinstance(value, list) else widget.decompress(value)
            said |= {
                f"{bound.name}{suffix}": part or ""
                for suffix, part in zip(widget.widgets_names, values, strict=True)
            }
        elif isinstance(value, bool):
            said |= {bound.name: "on"} if value else {}
        elif value is not None:
            said[bound.name] = getattr(value, "pk", value)
    return said


def test_home_counts_what_is_kept(admin: Client) -> None:
    page = shown(admin, HOME)
    assert "People who sign in 6" in page
    assert "Contracts 1" in page
    assert "Clients 2" in page


@pytest.mark.parametrize("slug", REGISTERS)
def test_every_register_is_listed_exported_and_shown(admin: Client, slug: str) -> None:
    assert admin.get(f"{HOME}{slug}/?q=a&page=9&retired=1").status_code == 200
    assert admin.get(f"{HOME}{slug}/?export=xlsx").status_code == 200
    assert admin.get(f"{HOME}{slug}/new/").status_code == 200
    row = REGISTERS[slug].rows().first()
    if row is not None:
        assert admin.get(f"{HOME}{slug}/{row.pk}/").status_code == 200
    assert admin.get(f"{HOME}{slug}/{new_id()}/").status_code == 404


@pytest.mark.parametrize("slug", REGISTERS)
def test_bad_input_names_its_field(admin: Client, slug: str) -> None:
    """Nothing at all, too much of everything, a wrong kind of everything: never a fault."""
    register = REGISTERS[slug]
    for value in ("", LONG, "1e400", "\x00"):
        said = dict.fromkeys(register.fields, value)
        for tongue in ("en", "uk", "bg", "ru"):
            said |= {f"names_{tongue}": value, f"legal_texts_{tongue}": value}
        answer = admin.post(f"{HOME}{slug}/new/", said)
        assert answer.status_code == 422 or value == "1e400", (slug, value[:20])
        assert answer.status_code == 302 or answer.context["form"].errors


@pytest.mark.parametrize("slug", [s for s in REGISTERS if REGISTERS[s].changeable])
def test_saving_a_row_as_it_is_changes_nothing(admin: Client, cast: Cast, slug: str) -> None:
    row = REGISTERS[slug].rows().first()
    if row is None:
        pytest.skip("the cast has none of these")
    before = Entry.objects.count()
    address = f"{HOME}{slug}/{row.pk}/"
    answer = admin.post(address, fields_of(admin, address))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "asked", ["q=%00", f"q={LONG}", "page=x", "client=x", "client=%00", "parent=1", "retired=x"]
)
def test_a_bad_address_is_no_fault(admin: Client, asked: str) -> None:
    for slug in ("clients", "objects", "parts"):
        assert admin.get(f"{HOME}{slug}/?{asked}").status_code == 200
        assert admin.get(f"{HOME}{slug}/new/?{asked}").status_code == 200


def test_what_is_no_register_is_not_found(admin: Client) -> None:
    for address in ("nothing/", "nothing/new/", f"nothing/{new_id()}/", "nothing/export/"):
        assert admin.get(HOME + address).status_code == 404


@pytest.mark.parametrize("who", ["contact", "dispatcher", "engineer_user", "biller"])
def test_others_find_nothing_here(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for address in ("", "users/", "users/new/", "contracts/new/", "calendars/", "prices/"):
        assert client.get(HOME + address).status_code == 404
    told = {"name": "Mallory", "email": "m@example.com", "role": "administrator"}
    assert client.post(f"{HOME}users/new/", told).status_code == 404
    assert not User.objects.filter(email="m@example.com").exists()


def test_a_stranger_is_sent_to_the_sign_in(cast: Cast) -> None:
    assert Client().get(f"{HOME}users/")["Location"].startswith("/accounts/login/")


class TestPeople:
    TOLD = {
        "name": "Nina",
        "email": "nina@example.com",
        "role": "operator",
        "language": "uk",
        "zone": "Europe/Kyiv",
        "is_active": "on",
        "password": "fridge-compressor-9",
    }

    def test_one_is_added_and_may_sign_in(self, admin: Client) -> None:
        answer = admin.post(f"{HOME}users/new/", self.TOLD)
        made = User.objects.get(email="nina@example.com")
        assert answer["Location"] == f"{HOME}users/{made.pk}/"
        assert (made.role, made.language, made.zone) == (Role.OPERATOR, "uk", "Europe/Kyiv")
        assert made.check_password("fridge-compressor-9")
        assert "User created" in shown(admin, answer["Location"])

    def test_role_and_password_are_changed_and_told(self, admin: Client, cast: Cast) -> None:
        address = f"{HOME}users/{cast.dispatcher.pk}/"
        said = {**fields_of(admin, address), "role": "operator", "password": "evaporator-coil-77"}
        admin.post(address, said)
        changed = User.objects.get(pk=cast.dispatcher.pk)
        assert (changed.role, changed.check_password("evaporator-coil-77")) == ("operator", True)
        assert "Role: operator" in shown(admin, address)

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"email": "ADMIN@example.com"}, "taken"),
            ({"password": "password"}, "This password is too common"),
            ({"zone": "Mars/Base"}, "This time zone is not known"),
            ({"role": "system"}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said(self, admin: Client, said: dict[str, str], words: str) -> None:
        answer = admin.post(f"{HOME}users/new/", {**self.TOLD, **said})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page, answer.context["form"].errors
        assert not User.objects.filter(name="Nina").exists()

    def test_the_last_administrator_stays(self, admin: Client, cast: Cast) -> None:
        address = f"{HOME}users/{cast.administrator.pk}/"
        said = {**fields_of(admin, address), "role": "biller"}
        answer = admin.post(address, said)
        assert "Somebody has to stay administrator" in answer.content.decode()

    def test_shifts_are_laid_out_once(self, admin: Client, cast: Cast) -> None:
        said = {
            "first_day": "2026-11-23",
            "weeks": "2",
            "weekdays": ["0", "1"],
            "wall_from": "08:00",
            "wall_to": "17:00",
            "break_min": "30",
            "overtime_min": "60",
        }
        address = f"{HOME}engineers/{cast.engineer.pk}/shifts/"
        for _turn in range(2):
            assert admin.post(address, said).status_code == 302
        shifts = Shift.objects.filter(engineer=cast.engineer)
        assert [str(s.date) for s in shifts] == [
            "2026-11-23",
            "2026-11-24",
            "2026-11-30",
            "2026-12-01",
        ]
        first = shifts[0]
        assert (first.starts_at.hour, first.ends_at.hour, first.breaks.get().minutes) == (7, 16, 30)
        bad = admin.post(address, {**said, "weeks": "99", "weekdays": [], "wall_from": "x"})
        assert bad.status_code == 422
        assert set(bad.context["form"].errors) == {"weeks", "weekdays", "wall_from"}

    def test_an_engineer_keeps_skills(self, admin: Client, cast: Cast) -> None:
        address = f"{HOME}engineers/{cast.engineer.pk}/"
        said = {**fields_of(admin, address), "base": "43.7, 7.4", "abilities": []}
        assert admin.post(address, said).status_code == 302
        changed = Engineer.objects.get(pk=cast.engineer.pk)
        assert (round(changed.base.y, 3), round(changed.base.x, 3)) == (43.7, 7.4)
        assert not changed.abilities.exists()
        assert "Skills: refrigeration" in shown(admin, address)


class TestClients:
    def test_a_company_of_ours_is_never_a_client_s(self, admin: Client, cast: Cast) -> None:
        page = admin.get(f"{HOME}clients/{cast.hotel_object.client_id}/")
        offered = set(page.context["form"].fields["entities"].queryset)
        assert cast.our_entity not in offered
        assert cast.pharmacy.entities.get() in offered
        told = {"name": "Y", "code": "Y", "language": "en", "entities": cast.our_entity.pk}
        assert admin.post(f"{HOME}clients/new/", told).status_code == 422

    def test_a_company_on_paper_has_a_known_language_and_currency(
        self, admin: Client, cast: Cast
    ) -> None:
        address = f"{HOME}legal-entities/{cast.our_entity.pk}/"
        told = {"short_name": "Azur", "is_ours": "on", "zone": "Europe/Monaco"}
        for said in ({"language": "uk", "currency": "EURO"}, {"language": "fr", "currency": "EUR"}):
            assert admin.post(address, {**told, **said}).status_code == 422
        assert "CHF · Swiss Franc" in admin.get(address).text
        admin.post(address, {**told, "language": "uk", "currency": "CHF"})
        cast.our_entity.refresh_from_db()
        assert (cast.our_entity.language, cast.our_entity.currency) == ("uk", "CHF")

    def test_from_client_to_equipment(self, admin: Client, cast: Cast) -> None:
        told = {"name": "Yacht Bakery", "code": "YACHT", "language": "en", "is_active": "on"}
        admin.post(f"{HOME}clients/new/", told)
        client = ClientRow.objects.get(code="YACHT")
        page = admin.get(f"{HOME}clients/{client.pk}/").content.decode()
        assert f"{HOME}objects/new/?client={client.pk}" in page
        place = {
            "client": client.pk,
            "name": "Bakery, quay",
            "client_code": "YB-1",
            "kind": "shop",
            "point": "43.7350, 7.4210",
            "zone": "Europe/Monaco",
            "access_hours_mon": "7:00-12:00, 13:00-18:00",
            "access_min": "10",
            "is_active": "on",
        }
        assert admin.post(f"{HOME}objects/new/", place).status_code == 302
        made = ServiceObject.objects.get(client=client)
        assert made.access_hours == {"mon": [["07:00", "12:00"], ["13:00", "18:00"]]}
        assert (round(made.point.y, 4), round(made.point.x, 4)) == (43.735, 7.421)
        unit = {
            "client": client.pk,
            "object": made.pk,
            "type": cast.ice_machine.type_id,
            "name": "Oven",
            "ownership": "client",
            "whereabouts": "object",
            "is_active": "on",
        }
        assert admin.post(f"{HOME}equipment/new/", unit).status_code == 302
        assert Equipment.objects.get(client=client).object == made
        elsewhere = admin.post(f"{HOME}equipment/new/", {**unit, "object": cast.hotel_object.pk})
        assert "object" in elsewhere.context["form"].errors
        person = {"client": client.pk, "name": "Ana", "is_active": "on"}
        admin.post(f"{HOME}contacts/new/", person)
        contact = Contact.objects.get(client=client)
        role = ContactRole.objects.get(contact=contact)
        said = {"contact": contact.pk, "scope": "client", "reports": "on", "signs_acts": "on"}
        assert admin.post(f"{HOME}contact-roles/{role.pk}/", said).status_code == 302
        role.refresh_from_db()
        assert role.signs_acts

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("point", "91, 7"),
            ("point", "here"),
            ("access_hours_mon", "9-18"),
            ("access_hours_mon", "25:00-26:00"),
            ("zone", "x"),
            ("access_min", "-5"),
        ],
    )
    def test_a_bad_place_names_the_field(
        self, admin: Client, cast: Cast, field: str, value: str
    ) -> None:
        address = f"{HOME}objects/{cast.hotel_object.pk}/"
        answer = admin.post(address, {**fields_of(admin, address), field: value})
        assert answer.status_code == 422
        assert field.removesuffix("_mon") in answer.context["form"].errors

    def test_a_change_is_told_in_the_history(self, admin: Client, cast: Cast) -> None:
        address = f"{HOME}clients/{cast.hotel.pk}/"
        admin.post(address, {**fields_of(admin, address), "name": "Hermitage Monaco"})
        assert "Name: Hotel Hermitage → Hermitage Monaco" in shown(admin, address)


class TestCatalog:
    def test_a_part_has_names_in_languages(self, admin: Client) -> None:
        told = {
            "code": "PUMP-1",
            "names_en": "Pump",
            "names_uk": "Насос",
            "unit": "pcs",
            "is_active": "on",
        }
        admin.post(f"{HOME}parts/new/", told)
        assert Part.objects.get(code="PUMP-1").names == {"en": "Pump", "uk": "Насос"}
        assert "Pump" in shown(admin, f"{HOME}parts/?q=насос")

    def test_a_code_is_unique(self, admin: Client) -> None:
        told = {"code": "repair", "names_en": "Again", "default_minutes": "60"}
        told["engineers_needed"] = "1"
        answer = admin.post(f"{HOME}work-types/new/", told)
        assert list(answer.context["form"].errors) == ["code"]
        assert WorkType.objects.count() == 1

    def test_out_of_use_is_kept_but_not_listed(self, admin: Client) -> None:
        lunch = Reason.objects.get(code="lunch")
        address = f"{HOME}reasons/{lunch.pk}/"
        said = fields_of(admin, address)
        said.pop("is_active")
        admin.post(address, said)
        shown(admin, HOME)
        assert "Break" not in shown(admin, f"{HOME}reasons/")
        assert "Break" in shown(admin, f"{HOME}reasons/?retired=1")

    def test_particulars_are_dated(self, admin: Client, cast: Cast) -> None:
        told = {
            "entity": cast.our_entity.pk,
            "valid_from": "2027-01-01",
            "name": "Azur Service SAM",
            "country": "MC",
        }
        assert admin.post(f"{HOME}legal-entity-details/new/", told).status_code == 302
        assert LegalEntityDetails.objects.filter(entity=cast.our_entity).count() == 2
        again = admin.post(f"{HOME}legal-entity-details/new/", told)
        assert again.status_code == 422

    def test_a_treatment_ends_after_it_begins(self, admin: Client) -> None:
        treatment = TaxTreatment.objects.get()
        address = f"{HOME}tax-treatments/{treatment.pk}/"
        said = {**fields_of(admin, address), "valid_to": "2010-01-01"}
        assert admin.post(address, said).status_code == 422

    def test_a_series_in_use_stays(self, admin: Client, cast: Cast) -> None:
        told = {
            "entity": cast.our_entity.pk,
            "kind": "act",
            "prefix": "ACT-",
            "digits": "5",
            "reset": "yearly",
        }
        assert admin.post(f"{HOME}series/new/", told).status_code == 302
        series = DocumentSeries.objects.get()
        DocumentSeries.objects.update(last_number=3)
        answer = admin.post(f"{HOME}series/{series.pk}/", {**told, "prefix": "A-"})
        assert "prefix" in answer.context["form"].errors


def test_new_prices_begin_as_a_copy(admin: Client, cast: Cast) -> None:
    told = {
        "price_list": cast.price_list.pk,
        "valid_from": "2027-01-01",
        "minimum_min": "30",
        "rounding_step_min": "15",
        "rounding_mode": "up",
        "after_hours_factor": "1.5",
        "night_from": "22:00",
        "night_to": "06:00",
        "night_factor": "2",
        "holiday_factor": "1.75",
    }
    answer = admin.post(f"{HOME}prices/new/", told)
    version = PriceListVersion.objects.get(valid_from=date(2027, 1, 1))
    assert (version.night_factor, version.holiday_factor) == (2, Decimal("1.75"))
    assert answer["Location"] == f"{HOME}prices/{version.pk}/"
    assert version.items.count() == 6
    fan = version.items.get(kind="part")
    address = f"{HOME}price-items/{fan.pk}/"
    assert admin.post(address, {**fields_of(admin, address), "price": "36.20"}).status_code == 302
    assert sorted(PriceItem.objects.filter(kind="part").values_list("price", flat=True)) == [
        Decimal("34.5"),
        Decimal("36.2"),
    ]
    twice = admin.post(f"{HOME}price-items/new/", {**fields_of(admin, address), "price": "1"})
    assert twice.status_code == 422


class TestHours:
    def test_a_week_is_typed_and_read_back(self, admin: Client) -> None:
        told = {"name": "Shops", "week_mon": "8:00-12:00, 13:00-18:00", "week_sat": "09:00-13:00"}
        answer = admin.post(f"{HOME}calendars/new/", told)
        made = WorkCalendar.objects.get(name="Shops")
        assert made.week == {
            "mon": [["08:00", "12:00"], ["13:00", "18:00"]],
            "sat": [["09:00", "13:00"]],
        }
        assert 'value="08:00-12:00, 13:00-18:00"' in admin.get(answer["Location"]).content.decode()
        assert "Monday 08:00-12:00, 13:00-18:00" in shown(admin, f"{HOME}calendars/")

    @pytest.mark.parametrize("typed", ["8-12", "25:00-26:00", "08:60-12:00", "noon", LONG])
    def test_hours_that_cannot_be_are_said(self, admin: Client, cast: Cast, typed: str) -> None:
        address = f"{HOME}calendars/{cast.calendar.pk}/"
        answer = admin.post(address, {"name": "Any", "week_tue": typed})
        assert answer.status_code == 422
        assert answer.context["form"].errors["week"][0].startswith("Tuesday: ")

    def test_a_window_that_ends_as_it_begins_is_asked_about(
        self, admin: Client, cast: Cast
    ) -> None:
        said = {"day": "2026-12-24", "windows": "08:00-08:00"}
        answer = admin.post(f"{HOME}calendars/{cast.calendar.pk}/day/", said)
        assert answer.context["day_form"].errors["windows"] == [
            "08:00-08:00 ends as it begins. Write 00:00-24:00 for the whole day."
        ]

    def test_the_year_is_shown_by_what_each_date_is(self, admin: Client, cast: Cast) -> None:
        """2026 has 261 weekdays; of them Christmas is closed and its eve short, and one Saturday
        of the other 104 days is open once."""
        for day, windows in (("12-25", []), ("12-24", [["08:00", "12:00"]]), ("12-05", DAY)):
            CalendarException.objects.create(
                calendar=cast.calendar, date=f"2026-{day}", windows=windows, name="Once"
            )
        row = WorkCalendar.objects.get(pk=cast.calendar.pk)
        kinds = {kind: n for kind, _words, n in year_picture(row, 2026).kinds}
        assert kinds == {"open": 259, "shut": 103, "holiday": 1, "short": 1, "other": 1}
        page = admin.get(f"{HOME}calendars/{row.pk}/?year=2026&day=2026-12-24")
        assert page.context["day_form"].initial["windows"] == "08:00-12:00"
        assert "Thursday, 24 December 2026, Once, 08:00-12:00" in page.content.decode()
        assert "C-104" in page.content.decode()

    def test_a_red_example_stops_a_change_until_somebody_says_why(
        self, admin: Client, cast: Cast
    ) -> None:
        """Four hours from Friday 17:30 end on Monday 11:30; a closed Monday would move that."""
        said = {
            "words": "Arrival by Monday 11:30",
            "asks": "promise",
            "given": {
                "reported": "2026-11-20T17:30",
                "impact": "goods_at_risk",
                "equipment": cast.ice_machine.serial,
            },
            "expected": {"arrival": "2026-11-23T11:30"},
        }
        save_example(cast.contract.pk, said, by=cast.administrator)
        address, closed = f"{HOME}calendars/{cast.calendar.pk}/day/", {"day": "2026-11-23"}
        answer = admin.post(address, closed)
        assert answer.status_code == 422
        assert "despite" in answer.context["day_form"].fields
        assert not cast.calendar.exceptions.exists()
        admin.post(address, {**closed, "despite": "Agreed with the client"})
        assert cast.calendar.exceptions.get().windows == []

    def test_dates_an_example_leans_on_go_only_by_name(self, admin: Client, cast: Cast) -> None:
        """Four hours from Friday 17:30 end on Saturday 11:30, as that Saturday opens at eight."""
        saturday = date(2026, 11, 21)
        CalendarException.objects.create(
            calendar=cast.calendar, date=saturday, windows=[["08:00", "12:00"]], name="Fair"
        )
        said = {
            "words": "Arrival by Saturday 11:30",
            "asks": "promise",
            "given": {
                "reported": "2026-11-20T17:30",
                "impact": "goods_at_risk",
                "equipment": cast.ice_machine.serial,
            },
            "expected": {"arrival": "2026-11-21T11:30"},
        }
        save_example(cast.contract.pk, said, by=cast.administrator)
        address = f"{HOME}calendars/{cast.calendar.pk}/remove/"
        chosen = {"chosen": [str(saturday)], "year": "2026"}
        answer = admin.post(address, chosen)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "21 November 2026 · Fair" in page
        assert 'name="chosen" value="2026-11-21"' in page
        assert 'name="despite"' in page
        assert admin.get(address).url == f"{HOME}calendars/{cast.calendar.pk}/"
        admin.post(address, {**chosen, "despite": "The fair was called off"})
        assert not cast.calendar.exceptions.exists()
        overruled = Entry.objects.get(kind="contract.examples_overruled")
        assert overruled.data["reason"] == "The fair was called off"

    def test_dates_and_holidays(self, admin: Client, cast: Cast) -> None:
        address = f"{HOME}calendars/{cast.calendar.pk}/"
        admin.post(f"{address}day/", {"day": "2026-12-24", "windows": "08:00-12:00", "name": "Eve"})
        assert CalendarException.objects.get().windows == [["08:00", "12:00"]]
        ukraine = admin.get(f"{address}holidays/", {"country": "UA", "year": "2027"})
        assert ukraine.context["found"] == []
        assert (date(2027, 8, 24), "Independence Day") in ukraine.context["worked"]
        assert "Ukraine does under martial law" in ukraine.content.decode()
        asked = {"country": "MC", "year": "2027"}
        found = admin.get(f"{address}holidays/", asked).content.decode()
        assert "would be added" in found
        assert not CalendarException.objects.filter(date=date(2027, 11, 19)).exists()
        admin.post(f"{address}holidays/", asked)
        assert CalendarException.objects.filter(date=date(2027, 11, 19)).exists()
        again = shown(admin, f"{address}holidays/?country=MC&year=2027")
        assert "Nothing would change." in again
        chosen = {"chosen": ["2026-12-24", "2027-11-19", "x"], "year": "2027"}
        answer = admin.post(f"{address}remove/", chosen)
        assert answer["Location"] == f"{address}?year=2027#days"
        left = CalendarException.objects.filter(date__in=[date(2026, 12, 24), date(2027, 11, 19)])
        assert not left.exists()
        for deed in ("day", "holidays"):
            bad = {"day": "1900-01-01", "country": "zz", "year": "2027"}
            assert admin.post(f"{address}{deed}/", bad).status_code == 422
        assert admin.post(f"{address}remove/", {"day": "x"}).status_code == 302


class TestContracts:
    @pytest.fixture
    def draft(self, admin: Client, cast: Cast) -> ContractVersion:
        told = {
            "number": "C-200",
            "client": cast.pharmacy.pk,
            "our_entity": cast.our_entity.pk,
            "their_entity": cast.pharmacy.entities.get().pk,
            "valid_from": "2026-12-01",
            "calendar": cast.calendar.pk,
            "price_list": cast.price_list.pk,
            "grace_days": "0",
            "manager": cast.biller.pk,
        }
        answer = admin.post(f"{HOME}contracts/new/", told)
        version = ContractVersion.objects.get(contract__number="C-200")
        assert answer["Location"] == f"{HOME}terms/{version.pk}/"
        return version

    def test_a_contract_is_drafted_filled_and_put_in_force(
        self, admin: Client, cast: Cast, draft: ContractVersion
    ) -> None:
        page = f"{HOME}terms/{draft.pk}/"
        cold = cast.ice_machine.type_id
        parts = {
            "service": {"code": "cold", "names_en": "Cooling", "equipment_types": [cold]},
            "priority": {"impact": "stopped", "priority": "critical"},
            "promise": {
                "clause": "2.1",
                "priority": "critical",
                "arrival": "120",
                "pausable": ["access"],
                "late_price_per_h": "40",
                "pause_cap_min": "90",
                "on_reopen": "new_cycle",
                "reminders": "50, 75",
                "availability": "99.5",
            },
            "coverage": {"clause": "3.1", "verdict": "covered", "line_kind": "labour"},
        }
        for part, said in parts.items():
            answer = admin.post(f"{page}add/{part}/", said)
            assert answer.status_code == 302, (part, answer.context["form"].errors)
        shows = shown(admin, page)
        assert "Cooling Any Cooling equipment Anywhere" in shows
        assert (
            "2.1 Critical pauses: Waiting for access each reason pauses at most 1 h 30 min" in shows
        )
        assert "reminders at 50, 75 % when a request is opened again: Counting begins" in shows
        assert "anew availability of each unit a month: 99.50" in shows
        policy = draft.policies.get()
        assert (policy.pause_caps_min, policy.reminders) == ({"access": 90}, [50, 75])
        assert (policy.availability_ppm, policy.on_reopen) == (995_000, "new_cycle")
        assert "3.1 Labour – Covered by contract" in shows
        admin.post(f"{page}publish/")
        contract = Contract.objects.get(number="C-200")
        assert contract.state == "active"
        assert admin.post(f"{page}add/coverage/", parts["coverage"]).status_code == 422
        assert "Contract in force" in shown(admin, f"{HOME}contracts/{contract.pk}/")

    def test_parts_are_taken_out_of_a_draft_only(
        self, admin: Client, cast: Cast, draft: ContractVersion
    ) -> None:
        page = f"{HOME}terms/{draft.pk}/"
        narrow = {
            "clause": "1",
            "verdict": "paid",
            "client": cast.pharmacy.pk,
            "equipment": cast.pharmacy_fridge.pk,
            "excluded_objects": [cast.pharmacy_object.pk],
        }
        theirs = {**narrow, "equipment": cast.ice_machine.pk}
        wrong = admin.post(f"{page}add/coverage/", theirs)
        assert "equipment" in wrong.context["form"].errors
        admin.post(f"{page}add/coverage/", narrow)
        assert "but not at" in shown(admin, page)
        rule = draft.coverage_rules.get()
        assert (rule.client, rule.equipment) == (cast.pharmacy, cast.pharmacy_fridge)
        assert list(rule.excluded_objects.all()) == [cast.pharmacy_object]
        assert admin.post(f"{page}remove/{rule.pk}/").status_code == 302
        assert not draft.coverage_rules.exists()
        published = cast.contract_version
        kept = published.coverage_rules.first()
        admin.post(f"{HOME}terms/{published.pk}/remove/{kept.pk}/")
        assert published.coverage_rules.filter(pk=kept.pk).exists()

    def test_a_person_of_ours_answers_for_it(
        self, admin: Client, cast: Cast, draft: ContractVersion
    ) -> None:
        assert draft.contract.manager == cast.biller
        page = f"{HOME}contracts/{cast.contract.pk}/"
        # A contact is no person of ours.
        assert admin.post(f"{page}manager/", {"manager": cast.contact.pk}).status_code == 422
        admin.post(f"{page}manager/", {"manager": cast.dispatcher.pk})
        assert f"Answers for it {cast.dispatcher.name}" in shown(admin, page)
        assert f"Answers for the contract: {cast.dispatcher.name}" in shown(admin, page)
        portal = signed_in(cast.contact).get("/portal/contracts/").content.decode()
        assert f"{cast.dispatcher.name} answers for it on our side" in portal
        assert f'href="mailto:{cast.dispatcher.email}"' in portal
        admin.post(f"{page}manager/", {"manager": ""})
        cast.contract.refresh_from_db()
        assert cast.contract.manager is None

    def test_terms_of_a_draft_are_changed(self, admin: Client, draft: ContractVersion) -> None:
        page = f"{HOME}terms/{draft.pk}/"
        said = {**fields_of(admin, page), "discount_percent": "7.5", "valid_to": "2027-11-30"}
        said |= {"boundary": "start", "trip_split": "by_time", "repeat_days": "30"}
        assert admin.post(page, said).status_code == 302
        draft.refresh_from_db()
        assert (draft.boundary, draft.trip_split, draft.repeat_days) == ("start", "by_time", 30)
        assert (draft.discount_percent, str(draft.valid_to)) == (Decimal("7.5"), "2027-11-30")
        bad = admin.post(page, {**said, "valid_to": "2026-01-01", "discount_percent": "101"})
        assert "discount_percent" in bad.context["form"].errors

    def test_a_kind_of_line_gets_a_discount_of_its_own(
        self, admin: Client, draft: ContractVersion
    ) -> None:
        page = f"{HOME}terms/{draft.pk}/"
        parts, call_out = (f"discounts_{kind}" for kind in (LineKind.PART, LineKind.CALL_OUT))
        said = {**fields_of(admin, page), parts: "25.5", call_out: "0"}
        assert admin.post(page, said).status_code == 302
        draft.refresh_from_db()
        assert draft.discounts == {"part": "25.5", "call_out": "0"}
        sheet = shown(admin, f"{HOME}contracts/{draft.contract_id}/?version={draft.number}")
        assert "Discount · Part 25.5%" in sheet
        assert "Other discounts, %: – → Part 25.5%, Call-out 0%" in sheet
        assert "on_change" not in sheet
        bad = admin.post(page, {**said, parts: "101"})
        assert "Part: " in str(bad.context["form"].errors["discounts"])

    def test_the_next_version_begins_as_a_copy(self, admin: Client, cast: Cast) -> None:
        page = f"{HOME}contracts/{cast.contract.pk}/"
        assert admin.post(f"{page}next/", {"valid_from": "2027-01-01"}).status_code == 302
        copy = cast.contract.versions.get(number=2)
        assert copy.coverage_rules.count() == cast.contract_version.coverage_rules.count()
        assert admin.post(f"{page}next/", {"valid_from": "2025-01-01"}).status_code == 422

    def test_suspended_resumed_ended(self, admin: Client, cast: Cast) -> None:
        page = f"{HOME}contracts/{cast.contract.pk}/"
        states = []
        for deed, said in [
            ("suspend", {"reason": "Debt"}),
            ("resume", {}),
            ("end", {"reason": "x"}),
        ]:
            admin.post(f"{page}{deed}/", said)
            states.append(Contract.objects.get().state)
        assert states == ["suspended", "active", "terminated"]
        assert admin.post(f"{page}suspend/", {"reason": "x"}).status_code == 422
        assert "Reason: Debt" in shown(admin, page)

    @pytest.mark.parametrize("part", ["service", "priority", "promise", "coverage"])
    def test_bad_input_names_its_field(
        self, admin: Client, draft: ContractVersion, part: str
    ) -> None:
        address = f"{HOME}terms/{draft.pk}/add/{part}/"
        for value in ("", LONG, "\x00"):
            names = ("code", "names_en", "impact", "priority", "clause", "verdict", "arrival")
            answer = admin.post(address, dict.fromkeys(names, value))
            assert answer.status_code == 422, value[:10]

    def test_what_is_not_there_is_not_found(self, admin: Client, cast: Cast) -> None:
        for address in (
            f"contracts/{new_id()}/",
            f"contracts/{cast.contract.pk}/nothing/",
            f"terms/{new_id()}/",
            f"terms/{cast.contract_version.pk}/nothing/",
            f"terms/{cast.contract_version.pk}/add/nothing/",
            f"calendars/{new_id()}/",
            f"engineers/{new_id()}/shifts/",
        ):
            assert admin.get(HOME + address).status_code == 404, address

    def test_bad_contracts_are_refused(self, admin: Client, cast: Cast) -> None:
        for value in ("", LONG, "\x00"):
            names = ("number", "client", "valid_from", "grace_days")
            assert (
                admin.post(f"{HOME}contracts/new/", dict.fromkeys(names, value)).status_code == 422
            )
        assert "C-104" in shown(admin, f"{HOME}contracts/?q=herm")
        assert admin.get(f"{HOME}contracts/?export=csv")["Content-Type"].startswith("text/csv")
