"""The page of a price list: out as a file, looked through, and in again, all or nothing."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.contracts.actions import save_example
from backend.contracts.models import PriceItem, PriceListVersion
from backend.demo.cast import Cast
from tests.web.office import built, signed_in

__all__ = ["built"]
pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.administrator)


@pytest.fixture
def version(cast: Cast) -> PriceListVersion:
    found: PriceListVersion = cast.price_list.versions.get()
    return found


def page_of(version: PriceListVersion) -> str:
    return f"/administration/price-lists/{version.price_list_id}/prices/"


def exported(client: Client, version: PriceListVersion) -> str:
    answer = client.get(f"{page_of(version)}?export=csv")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def look(client: Client, version: PriceListVersion, text: str):
    file = SimpleUploadedFile("prices.csv", text.encode())
    return client.post(f"{page_of(version)}{version.pk}/look/", {"file": file})


def words_in(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_export_sent_back_changes_nothing(admin: Client, version: PriceListVersion) -> None:
    written = exported(admin, version)
    assert written.startswith("kind,code,unit,price,name_en,name_uk,name_bg,name_ru")
    answer = look(admin, version, written)
    assert "there is nothing to store" in words_in(answer)


def test_a_changed_file_is_looked_at_and_then_stored(
    admin: Client, version: PriceListVersion
) -> None:
    fan = version.items.get(code="FAN-120")
    lines = [line for line in exported(admin, version).splitlines() if "FAN-120" not in line]
    answer = look(admin, version, "\n".join([*lines, "part,FAN-120,pcs,40.5", "part,NEW,pcs,1"]))
    assert answer.status_code == 200
    told = answer.context["told"]
    assert (told.added, told.changed, told.removed) == (1, 1, 0)
    fan.refresh_from_db()
    assert fan.price != Decimal("40.5")
    sent = {"rows": answer.context["form"].initial["rows"]}
    done = admin.post(f"{page_of(version)}{version.pk}/apply/", sent)
    assert done["Location"] == f"{page_of(version)}?from={version.valid_from}"
    fan.refresh_from_db()
    assert fan.price == Decimal("40.5")
    assert version.items.filter(code="NEW").exists()


def test_a_price_that_is_only_called_otherwise_says_how_it_was_called(
    admin: Client, version: PriceListVersion
) -> None:
    written = exported(admin, version).replace(",Fan 120 mm,", ",Big fan,")
    told = words_in(look(admin, version, written))
    assert "changed Part FAN-120 Fan 120 mm → Big fan 34.50 34.50" in told


def test_faults_are_told_by_row_and_nothing_is_stored(
    admin: Client, version: PriceListVersion
) -> None:
    before = version.items.count()
    answer = look(admin, version, "kind,code,price\npart,A,1\npart,B,much\ngoods,C,2\npart,A,3")
    assert answer.status_code == 422
    page = words_in(answer)
    assert "3 faults in the file" in page
    assert "5 code – The same kind and code stand in row 2 already." in page
    assert "3 price much This is no price. Write it like 12.50" in page
    assert "4 kind goods The kind is one of: labour" in page
    assert "Store these prices" not in page
    assert version.items.count() == before


def test_what_is_no_file_is_told_beside_the_field(admin: Client, version: PriceListVersion) -> None:
    answer = look(admin, version, "a,b\n1,2")
    assert answer.context["form"].errors["file"][0].startswith("The file has no column kind")


def test_rows_of_another_version_are_not_taken(admin: Client, version: PriceListVersion) -> None:
    sent = {"rows": "forged"}
    assert admin.post(f"{page_of(version)}{version.pk}/apply/", sent).status_code == 404


def test_the_biller_reads_and_changes_nothing(cast: Cast, version: PriceListVersion) -> None:
    biller = signed_in(cast.biller)
    page = biller.get(page_of(version)).content.decode()
    assert "FAN-120" in page
    assert "/look/" not in page
    assert look(biller, version, "kind,price\npart,1").status_code == 404


@pytest.fixture
def fan(cast: Cast, version: PriceListVersion) -> PriceItem:
    """A fan at 34.50, which an example of the contract leans on."""
    said = {
        "words": "A fan costs 34.50",
        "asks": "price",
        "given": {"at": "2026-11-20T10:00", "line": "part", "part": "FAN-120"},
        "expected": {"amount": "34.50"},
    }
    save_example(cast.contract.pk, said, by=cast.administrator)
    found: PriceItem = version.items.get(code="FAN-120")
    return found


def test_a_price_is_looked_at_and_removed(admin: Client, version: PriceListVersion) -> None:
    item = version.items.get(kind="waiting")
    address = f"{page_of(version)}{version.pk}/{item.pk}/remove/"
    assert "Waiting" in words_in(admin.get(address))
    assert admin.post(address).url == f"{page_of(version)}?from={version.valid_from}"
    assert not version.items.filter(pk=item.pk).exists()
    assert admin.get(address).status_code == 404


def test_a_price_an_example_leans_on_goes_only_by_name(
    admin: Client, version: PriceListVersion, fan: PriceItem
) -> None:
    address = f"{page_of(version)}{version.pk}/{fan.pk}/remove/"
    assert 'name="despite"' not in admin.get(address).content.decode()
    answer = admin.post(address)
    assert answer.status_code == 422
    assert "A fan costs 34.50" in words_in(answer)
    assert 'name="despite"' in answer.content.decode()
    assert version.items.filter(pk=fan.pk).exists()
    assert admin.post(address, {"despite": "No longer sold"}).status_code == 302
    assert not version.items.filter(pk=fan.pk).exists()


def test_a_price_an_example_leans_on_changes_only_by_name(
    admin: Client, version: PriceListVersion, fan: PriceItem
) -> None:
    address = f"/administration/price-items/{fan.pk}/"
    form = admin.get(address).context["form"]
    told = {**form.initial, "version": version.pk, "names_en": "Fan", "price": "40"}
    answer = admin.post(address, told)
    assert answer.status_code == 422
    assert 'name="despite"' in answer.content.decode()
    assert admin.post(address, {**told, "despite": "A new supplier"}).status_code == 302
    fan.refresh_from_db()
    assert fan.price == 40
