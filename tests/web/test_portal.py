"""The client portal: promises are shown, what is typed is kept, nothing of others is seen."""

import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from backend.billing.models import Act, DocumentSeries
from backend.clients.models import ServiceObject
from backend.demo.cast import Cast, add_shift
from backend.desk.actions import NewRequest, Triage, send_message, submit_request, triage_request
from backend.desk.models import Request, WorkOrder
from backend.dispatch.actions import assign_work, publish_day
from backend.dispatch.models import DayBoard, Visit
from backend.fieldwork.models import ServiceReport
from backend.files.actions import store_file, take_photo
from backend.files.models import StoredFile
from backend.lib.ids import new_id

pytestmark = pytest.mark.django_db
# Friday 17:30 in Monaco; the calendar is weekdays 08-18.
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
NEW = "/portal/new/"


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def portal(cast: Cast) -> Client:
    """The hotel's contact, signed in."""
    return signed_in(cast.contact)


@pytest.fixture
def stranger(cast: Cast) -> Client:
    """The pharmacy's contact, signed in: must see nothing of the hotel."""
    return signed_in(cast.stranger)


@pytest.fixture
def submitted(cast: Cast) -> Request:
    return submit_request(
        NewRequest(
            object_id=cast.hotel_object.pk,
            equipment_id=cast.ice_machine.pk,
            words="The ice machine drips",
            impact="goods_at_risk",
        ),
        by=cast.contact,
    )


@pytest.fixture
def work(cast: Cast, submitted: Request) -> WorkOrder:
    return triage_request(submitted.pk, Triage(cast.repair.pk), by=cast.dispatcher)


@pytest.fixture
def visit(cast: Cast, work: WorkOrder) -> Visit:
    """Olena comes on Monday at 10:00 in Monaco; planned, not yet published."""
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    add_shift(cast.engineer, monday.date())
    end = monday + timedelta(hours=1)
    assign_work([work.pk], cast.engineer.pk, begin=monday, end=end, by=cast.dispatcher)
    return Visit.objects.get()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture(name: str = "drip.jpg", side: int = 40, **save) -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(held, "JPEG", **save)
    return SimpleUploadedFile(name, held.getvalue(), content_type="image/jpeg")


def filled_in(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        "request_id": str(new_id()),
        "object_id": str(cast.hotel_object.pk),
        "equipment_id": str(cast.ice_machine.pk),
        "impact": "goods_at_risk",
        "words": "The ice machine drips",
        "ask": "send",
        **changes,
    }


def kept_in(html: str) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', html)
    assert found
    return found[1]


def text_of(answer) -> str:
    return answer.content.decode()


# The promise.


def test_the_promise_is_told_before_sending_in_the_objects_zone_with_its_clause(portal, cast):
    asked = {
        "object_id": cast.hotel_object.pk,
        "equipment_id": cast.ice_machine.pk,
        "impact": "goods_at_risk",
    }
    html = text_of(portal.get("/portal/new/promise/", asked))
    # 4 open hours: half an hour on Friday, three and a half on Monday from 08:00.
    assert "An engineer will be at Hotel Hermitage, bar by Mon 11:30." in html
    assert "Somebody will answer by Mon 08:30." in html
    assert "The fault will be put right by Mon 15:30." in html
    assert "Covered by contract C-104, clause 3.2: labour, call-out and travel." in html
    assert "Paid, by contract C-104, clause 4.1: parts." in html


def test_without_javascript_a_button_shows_the_promise_and_keeps_what_was_typed(portal, cast):
    answer = portal.post(NEW, filled_in(cast, ask="promise", words="Drips since noon"))
    html = text_of(answer)
    assert answer.status_code == 200
    assert "by Mon 11:30." in html
    assert "Drips since noon" in html
    assert 'role="alert"' not in html


def test_a_reader_elsewhere_is_told_whose_clock_it_is(cast):
    cast.contact.zone = "Europe/Kyiv"
    cast.contact.save()
    asked = {
        "object_id": cast.hotel_object.pk,
        "equipment_id": cast.ice_machine.pk,
        "impact": "stopped",
    }
    html = text_of(signed_in(cast.contact).get("/portal/new/promise/", asked))
    assert "(Monaco)" in html


def test_standing_terms_are_said_where_no_contract_covers(stranger, cast):
    asked = {
        "object_id": cast.pharmacy_object.pk,
        "equipment_id": cast.pharmacy_fridge.pk,
        "impact": "stopped",
    }
    html = text_of(stranger.get("/portal/new/promise/", asked))
    assert "No time is promised for this" in html
    assert "No contract covers this: our standing terms hold" in html


def test_the_promise_of_a_foreign_object_is_not_told(stranger, cast):
    asked = {"object_id": cast.hotel_object.pk, "impact": "stopped"}
    html = text_of(stranger.get("/portal/new/promise/", asked))
    assert "C-104" not in html
    assert "Hermitage" not in html


def test_choosing_a_place_offers_its_equipment(portal, cast):
    other = ServiceObject.objects.create(client=cast.hotel, name="Annexe")
    html = text_of(portal.get("/portal/new/choice/", {"object_id": cast.hotel_object.pk}))
    assert "Ice machine A-113" in html
    html = text_of(portal.get("/portal/new/choice/", {"object_id": other.pk}))
    assert "Ice machine A-113" not in html


def test_without_javascript_a_button_shows_the_equipment_of_a_place(portal, cast):
    ServiceObject.objects.create(client=cast.hotel, name="Annexe")
    form = {**filled_in(cast, ask="choices", impact=""), "equipment_id": ""}
    html = text_of(portal.post(NEW, form))
    assert "Ice machine A-113" in html
    assert "Choose where and how bad it is" in html


# Sending.


def test_it_works(portal, cast):
    answer = portal.post(NEW, {**filled_in(cast), "photos": [picture()]}, follow=True)
    made = Request.objects.get()
    html = text_of(answer)
    assert answer.redirect_chain[0][0] == f"/portal/requests/{made.pk}/?sent=1"
    assert f"Your request is here as {made.number}." in html
    assert "by Mon 11:30." in html
    assert "Covered by contract C-104, clause 3.2." in html
    assert made.photos.count() == 1
    assert made.channel == "portal"
    assert made.contact.user == cast.contact
    assert mail.outbox == []  # The worker writes the letter, never the page.


def test_sent_twice_it_is_one_request_and_changed_it_is_another(portal, cast):
    form = filled_in(cast)
    first, again = portal.post(NEW, form), portal.post(NEW, form)
    assert first["Location"] == again["Location"]
    portal.post(NEW, {**form, "words": "And the bar fridge too"})
    assert Request.objects.count() == 2


def test_goods_at_risk_keep_when_they_spoil_on_the_objects_clock(portal, cast):
    portal.post(NEW, filled_in(cast, spoils_at="2026-11-20T20:00"))
    assert Request.objects.get().spoils_at == datetime(2026, 11, 20, 19, tzinfo=UTC)


# Bad input: an error that names the field, nothing lost, never a 500.


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("words", "", "This field is required."),
        ("words", "a\x00b", "Null characters are not allowed."),
        ("words", "x" * 10_000, "at most 5000 characters"),
        ("object_id", "7b1cfb6e-0000-7000-8000-000000000000", "not one of the available"),
        ("object_id", "nonsense", "not one of the available"),
        ("equipment_id", "7b1cfb6e-0000-7000-8000-000000000000", "not one of the available"),
        ("impact", "apocalypse", "not one of the available"),
        ("spoils_at", "1900-01-01T00:00", "This date cannot be used."),
        ("spoils_at", "yesterday-ish", "Enter a valid date/time."),
        ("spoils_at", "2026-11-20T10:00", "This is too long ago."),
        ("client_reference", "9" * 10_000, "at most 100 characters"),
        ("request_id", "nonsense", "Enter a valid UUID."),
    ],
)
def test_bad_input_is_named_and_the_rest_kept(portal, cast, field, value, words):
    form = filled_in(cast, **{"client_reference": "PO-77", field: value})
    answer = portal.post(NEW, form)
    assert answer.status_code == 422
    html = text_of(answer)
    assert words in html
    assert Request.objects.count() == 0
    if field != "words":
        assert "The ice machine drips" in html


def test_an_empty_body_asks_for_what_is_missing(portal):
    answer = portal.post(NEW, {})
    assert answer.status_code == 422
    assert text_of(answer).count("This field is required.") >= 2


def test_another_clients_object_or_equipment_is_simply_unknown(portal, cast):
    for field, foreign in [
        ("object_id", cast.pharmacy_object.pk),
        ("equipment_id", cast.pharmacy_fridge.pk),
    ]:
        answer = portal.post(NEW, filled_in(cast, **{field: str(foreign)}))
        html = text_of(answer)
        assert answer.status_code == 422
        assert "not one of the available" in html
        assert "Pharmacie" not in html
        assert "Medicine" not in html


def test_photos_taken_in_survive_a_form_that_has_to_be_mended(portal, cast):
    broken = filled_in(cast, words="")
    html = text_of(portal.post(NEW, {**broken, "photos": [picture("a.jpg"), picture("b.jpg")]}))
    assert html.count("?variant=thumb") == 2
    mended = {**broken, "words": "Drips", "kept": kept_in(html), "photos": [picture("c.jpg")]}
    portal.post(NEW, mended)
    assert Request.objects.get().photos.count() == 3


def test_a_kept_photo_can_be_left_out(portal, cast):
    broken = filled_in(cast, words="")
    html = text_of(portal.post(NEW, {**broken, "photos": [picture()]}))
    dropped = str(StoredFile.objects.get().pk)
    portal.post(NEW, {**broken, "words": "Drips", "kept": kept_in(html), "drop": [dropped]})
    assert Request.objects.get().photos.count() == 0


def test_kept_photos_of_somebody_else_or_made_up_count_for_nothing(portal, stranger, cast):
    html = text_of(portal.post(NEW, {**filled_in(cast, words=""), "photos": [picture()]}))
    form = filled_in(cast, object_id=str(cast.pharmacy_object.pk), equipment_id="")
    stranger.post(NEW, {**form, "kept": kept_in(html)})
    assert Request.objects.get().photos.count() == 0
    assert portal.post(NEW, {**filled_in(cast), "kept": "made:up"}).status_code == 302


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.jpg", b"this is no picture", "Files of this kind are not taken."),
        ("logo.svg", SVG, "Files of this kind are not taken."),
        ("empty.jpg", b"", "The file is empty."),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "cannot be read"),
        ("nul\x00.jpg", b"no picture", "Files of this kind are not taken."),
    ],
)
def test_a_file_that_is_no_photo_is_told_by_name_and_good_ones_are_kept(
    portal, cast, name, content, words
):
    bad = SimpleUploadedFile(name, content, content_type="image/jpeg")
    answer = portal.post(NEW, {**filled_in(cast), "photos": [bad, picture("good.jpg")]})
    html = text_of(answer)
    assert answer.status_code == 422
    assert words in html
    assert html.count("?variant=thumb") == 1
    assert Request.objects.count() == 0


def test_twenty_megabytes_are_taken_and_more_than_the_limit_is_told(portal, cast, settings):
    held = picture().read()
    big = SimpleUploadedFile("big.jpg", held + b"\x00" * (20 * 1024 * 1024 - len(held)))
    portal.post(NEW, {**filled_in(cast), "photos": [big]})
    assert Request.objects.get().photos.count() == 1
    settings.MAX_PHOTO_BYTES = 1024 * 1024
    big.seek(0)
    answer = portal.post(NEW, {**filled_in(cast), "photos": [big]})
    assert "larger than 1 MB" in text_of(answer)


def test_a_sixth_photo_is_one_too_many_and_five_are_kept(portal, cast):
    photos = [picture(f"{n}.jpg", side=40 + n) for n in range(6)]
    html = text_of(portal.post(NEW, {**filled_in(cast), "photos": photos}))
    assert html.count("?variant=thumb") == 5
    assert "At most 5." in html


# Following a request.


def test_the_list_speaks_the_clients_words_and_finds(portal, submitted):
    html = text_of(portal.get("/portal/"))
    assert submitted.number in html
    assert "Received" in html
    assert submitted.number in text_of(portal.get("/portal/", {"q": "drips ice"}))
    assert submitted.number in text_of(portal.get("/portal/", {"q": submitted.number[4:]}))
    assert submitted.number not in text_of(portal.get("/portal/", {"q": "kettle"}))
    assert submitted.number not in text_of(portal.get("/portal/", {"show": "done"}))
    assert submitted.number in text_of(portal.get("/portal/", {"sort": "where"}))


@pytest.mark.parametrize(
    "query",
    ["q=%00", "show=odd", "sort=odd", "object=nonsense", "page=-3", "page=x", "q=" + "y" * 10_000],
)
def test_odd_addresses_of_the_list_still_show_a_page(portal, submitted, query):
    assert portal.get(f"/portal/?{query}").status_code == 200
    assert portal.get(f"/portal/?export=xlsx&{query}").status_code == 200


def test_the_list_asks_the_database_a_constant_number_of_times(
    portal, cast, submitted, django_assert_max_num_queries
):
    for n in range(5):
        submit_request(
            NewRequest(object_id=cast.hotel_object.pk, words=f"No {n}", impact="partly"),
            by=cast.contact,
        )
    with django_assert_max_num_queries(16):
        portal.get("/portal/")


def test_the_export_holds_every_page_and_no_formulas(portal, cast):
    submit_request(
        NewRequest(object_id=cast.hotel_object.pk, words="=1+1", impact="no_hurry"),
        by=cast.contact,
    )
    answer = portal.get("/portal/?export=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=1+1" in answer.getvalue().decode()


def publish(visit: Visit, by) -> None:
    board = DayBoard.objects.get(date=visit.date)
    publish_day(board.date, board.version, by=by)


def test_a_plan_of_ours_shows_only_when_it_is_published(portal, cast, submitted, visit):
    page = f"/portal/requests/{submitted.pk}/"
    html = text_of(portal.get(page))
    assert "Olena" not in html
    assert '<li aria-current="step">Received' in html
    publish(visit, cast.dispatcher)
    html = text_of(portal.get(page))
    assert "Olena Koval" in html
    assert "Mon 10:00" in html
    assert '<li aria-current="step">Scheduled' in html
    assert "Scheduled" in text_of(portal.get("/portal/"))


def test_what_was_changed_since_publishing_is_not_told_yet(portal, cast, submitted, visit):
    publish(visit, cast.dispatcher)
    visit.refresh_from_db()
    visit.planned_from += timedelta(hours=2)
    visit.planned_to += timedelta(hours=2)
    visit.save()
    assert "Mon 10:00" in text_of(portal.get(f"/portal/requests/{submitted.pk}/"))


def test_after_the_visit_the_report_and_its_photos_are_there(portal, stranger, cast, visit):
    photo = take_photo(picture(), by=cast.engineer_user.pk, client_id=cast.hotel.pk)
    paper = store_file(
        b"%PDF-1.4\n%%EOF\n", name="SR.pdf", mime="application/pdf", client_id=cast.hotel.pk
    )
    ServiceReport.objects.create(
        number="SR-77",
        client=cast.hotel,
        visit=visit,
        state="unsigned",
        snapshot={"photos": [{"media_id": str(photo.pk)}]},
        file=paper,
    )
    publish(visit, cast.dispatcher)
    request = visit.works.get().work_order.request
    html = text_of(portal.get(f"/portal/requests/{request.pk}/"))
    assert f'href="/files/{paper.pk}"' in html
    assert f"/files/{photo.pk}?variant=thumb" in html
    assert "SR-77" in text_of(portal.get("/portal/papers/?show=reports"))
    assert "SR-77" in portal.get("/portal/papers/?show=reports&export=csv").getvalue().decode()
    assert "SR-77" not in text_of(stranger.get("/portal/papers/?show=reports"))


def issued_act(cast, number, net="99.99"):
    series, _made = DocumentSeries.objects.get_or_create(
        entity=cast.our_entity, kind="act", prefix="ACT-"
    )
    day = FRIDAY.date()
    return Act.objects.create(
        number=number,
        series=series,
        client=cast.hotel,
        our_entity=cast.our_entity,
        document_date=day,
        supply_from=day,
        supply_to=day,
        issued_by=cast.biller,
        currency="EUR",
        net=net,
        vat="20.00",
        gross=Decimal(net) + 20,
        frozen={},
    )


def test_an_act_is_there_for_its_client_alone(portal, stranger, cast):
    issued_act(cast, "ACT-00042")
    html = text_of(portal.get("/portal/papers/"))
    assert "ACT-00042" in html
    assert "€119.99" in html
    assert "ACT-00042,2026-11-20" in portal.get("/portal/papers/?export=csv").getvalue().decode()
    assert "ACT-00042" not in text_of(stranger.get("/portal/papers/"))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["ACT-00003", "ACT-00002", "ACT-00001"]),
        ("gross", ["ACT-00002", "ACT-00003", "ACT-00001"]),
        ("-gross", ["ACT-00001", "ACT-00003", "ACT-00002"]),
        ("nonsense", ["ACT-00003", "ACT-00002", "ACT-00001"]),
    ],
)
def test_acts_are_sorted_by_what_the_address_asks(portal, cast, sort, order):
    for number, net in (("ACT-00001", "300.00"), ("ACT-00002", "100.00"), ("ACT-00003", "200.00")):
        issued_act(cast, number, net)
    html = text_of(portal.get(f"/portal/papers/?sort={sort}"))
    assert sorted(order, key=html.index) == order


def test_a_conversation_without_what_is_said_among_us(portal, cast, submitted):
    send_message(submitted.pk, "We look at it now", by=cast.dispatcher)
    send_message(submitted.pk, "Difficult client", by=cast.dispatcher, internal=True)
    page = f"/portal/requests/{submitted.pk}/"
    answer = portal.post(f"{page}messages/", {"text": "Use the back door"}, follow=True)
    html = text_of(answer)
    assert "We look at it now" in html
    assert "Use the back door" in html
    assert "Difficult client" not in html


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "z" * 10_000])
def test_a_message_that_cannot_be_sent_is_told(portal, submitted, text):
    answer = portal.post(f"/portal/requests/{submitted.pk}/messages/", {"text": text})
    assert answer.status_code == 422
    assert submitted.messages.count() == 0


def test_a_request_is_taken_back_with_a_reason(portal, submitted):
    page = f"/portal/requests/{submitted.pk}/"
    assert portal.post(f"{page}cancel/", {"reason": ""}).status_code == 422
    answer = portal.post(f"{page}cancel/", {"reason": "It thawed"}, follow=True)
    submitted.refresh_from_db()
    assert submitted.state == "cancelled"
    assert "Cancelled" in text_of(answer)
    assert "Cancel this request" not in text_of(answer)
    again = portal.post(f"{page}cancel/", {"reason": "Once more"})
    assert again.status_code == 422


def test_what_is_scheduled_already_cannot_be_taken_back(portal, submitted, work):
    work.state = "scheduled"
    work.save()
    page = f"/portal/requests/{submitted.pk}/"
    assert "Cancel this request" not in text_of(portal.get(page))
    answer = portal.post(f"{page}cancel/", {"reason": "Not needed"})
    assert answer.status_code == 422
    assert "still open" in text_of(answer)


# Own things alone.


def test_objects_show_what_stands_there_and_link_to_a_report(portal, cast):
    html = text_of(portal.get("/portal/objects/"))
    assert "HH-01" in html
    link = f"/portal/new/?object={cast.hotel_object.pk}&amp;equipment={cast.ice_machine.pk}"
    assert link in html
    form = text_of(portal.get(link.replace("&amp;", "&")))
    assert f'<option value="{cast.ice_machine.pk}" selected>' in form
    assert "HZ-99120" in text_of(portal.get("/portal/objects/", {"q": "HZ-99120"}))
    assert "Ice machine" in portal.get("/portal/objects/?export=csv").getvalue().decode()


@pytest.mark.parametrize(
    "page", ["", "new/", "objects/", "papers/", "?export=csv", "objects/?export=csv"]
)
def test_a_stranger_sees_nothing_of_the_hotel(stranger, submitted, page):
    answer = stranger.get(f"/portal/{page}")
    html = answer.getvalue().decode() if answer.streaming else text_of(answer)
    assert "Hermitage" not in html
    assert submitted.number not in html


@pytest.mark.parametrize("what", ["", "messages/", "cancel/"])
def test_a_strangers_request_is_not_there(stranger, submitted, what):
    page = f"/portal/requests/{submitted.pk}/{what}"
    assert stranger.post(page, {"text": "Hello", "reason": "Mine"}).status_code == 404
    assert submitted.messages.count() == 0
    assert stranger.get(f"/portal/requests/{submitted.pk}/").status_code == 404


def test_the_signed_out_go_to_the_sign_in_and_staff_find_nothing(cast):
    answer = Client().get("/portal/")
    assert answer["Location"] == "/accounts/login/?next=/portal/"
    assert signed_in(cast.dispatcher).get("/portal/").status_code == 404


def test_pages_are_told_in_ukrainian_to_those_who_chose_it(cast, submitted):
    cast.contact.language = "uk"
    cast.contact.save()
    html = text_of(signed_in(cast.contact).get(reverse("portal:requests")))
    assert '<html lang="uk"' in html


def test_the_list_is_ordered_by_its_address(portal: Client, submitted: Request) -> None:
    """The drip is due; what standing terms hold has no deadline and stands last either way."""
    wish = NewRequest(submitted.object_id, "No hurry at all", "no_hurry")
    later = submit_request(wish, by=submitted.contact.user)  # type: ignore[union-attr]
    later.clocks.all().delete()
    for order in ("deadline", "-deadline"):
        shown = portal.get(f"/portal/?sort={order}").content.decode()
        assert shown.index(submitted.number) < shown.index(later.number)


def test_a_page_that_asks_again_is_told_that_nothing_is_new(
    cast: Cast, portal: Client, submitted: Request
) -> None:
    address = f"/portal/requests/{submitted.pk}/"
    version = portal.get(address).context["version"]
    asking = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": f'"{version}"'}
    assert portal.get(address, **asking).status_code == 304
    send_message(submitted.pk, "We are coming.", by=cast.dispatcher)
    changed = portal.get(address, **asking)
    assert changed.status_code == 200
    assert changed.context["version"] != version
    # A person who loads the page always gets the page.
    del asking["HTTP_HX_REQUEST"]
    assert portal.get(address, **asking).status_code == 200
