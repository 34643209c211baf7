"""The page of a price list: out as a file, looked through, and in again, all or nothing."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.contracts.models import PriceListVersion
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


def test_faults_are_told_by_row_and_nothing_is_stored(
    admin: Client, version: PriceListVersion
) -> None:
    before = version.items.count()
    answer = look(admin, version, "kind,code,price\npart,A,1\npart,B,much\ngoods,C,2")
    assert answer.status_code == 422
    page = words_in(answer)
    assert "2 faults in the file" in page
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
