"""The checklists' editor: from a name to a published version, what changed, and what is refused."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from backend.accounts.models import Role, User
from backend.demo.cast import Cast
from backend.demo.cast import user as new_user
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion
from tests.web.office import built

__all__ = ["built"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


@pytest.fixture
def keeper(client: Client, cast: Cast) -> Client:
    """The administrator, signed in."""
    who = User.objects.filter(role=Role.ADMINISTRATOR).first() or new_user(
        "keeper@example.com", "Ada Keeper", Role.ADMINISTRATOR
    )
    client.force_login(who)
    return client


def told(english: str, name: str = "title") -> dict[str, str]:
    """A NamesField with its English part filled in."""
    return {f"{name}_en": english}


def made(keeper: Client) -> ChecklistVersion:
    answer = keeper.post("/checklists/new/", told("Ice machine", "names"))
    assert answer.status_code == 302
    return ChecklistVersion.objects.get(template__key="ice-machine")


def add(keeper: Client, draft: ChecklistVersion, kind: str, **fields: Any) -> Any:
    place = f"/checklists/drafts/{draft.pk}/sections/main/add/{kind}/"
    return keeper.post(place, {"asked": "", **fields})


def items(draft: ChecklistVersion) -> list[dict[str, Any]]:
    draft.refresh_from_db()
    return [item for section in draft.definition["sections"] for item in section["items"]]


def published(keeper: Client) -> ChecklistVersion:
    draft = made(keeper)
    add(keeper, draft, "check", required="on", **told("Cleaned"))
    add(keeper, draft, "number", unit="bar", ok_max="2,5", decimals="1", **told("Pressure"))
    assert keeper.post(f"/checklists/drafts/{draft.pk}/publish/").status_code == 302
    draft.refresh_from_db()
    return draft


def test_it_works(keeper: Client) -> None:
    version = published(keeper)
    assert version.published_at is not None
    assert [(item["key"], item["type"]) for item in items(version)] == [
        ("cleaned", "check"), ("pressure", "number"),
    ]  # fmt: skip
    assert items(version)[1]["ok_max"] == "2.5"
    page = keeper.get("/day/checklists/").content.decode()
    assert "ice-machine" in page


def test_what_is_published_is_frozen(keeper: Client) -> None:
    version = published(keeper)
    assert keeper.get(f"/checklists/drafts/{version.pk}/").status_code == 404
    for change in ({"definition": {}}, {"published_at": None}, {"number": 7}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            ChecklistVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        ChecklistVersion.objects.filter(pk=version.pk).delete()


@pytest.mark.parametrize(
    "kind",
    ["check", "passfail", "number", "meter", "choice", "multi", "text", "date", "datetime",
     "photo", "file", "scan", "signature", "geo", "info"],
)  # fmt: skip
def test_every_kind_can_be_added_shown_and_published(keeper: Client, kind: str) -> None:
    draft = made(keeper)
    assert keeper.get(f"/checklists/drafts/{draft.pk}/sections/main/add/{kind}/").status_code == 200
    options = {"option_0_en": "Good", "option_1_en": "Worn", "option_1_fails": "on"}
    answer = add(keeper, draft, kind, **told("Asked"), **options)
    assert answer.status_code == 302
    (item,) = items(draft)
    assert (item["type"], item["title"]) == (kind, {"en": "Asked"})
    assert keeper.get(f"/checklists/drafts/{draft.pk}/items/{item['key']}/").status_code == 200
    assert keeper.post(f"/checklists/drafts/{draft.pk}/publish/").status_code == 302
    assert keeper.get(f"/checklists/versions/{draft.pk}/preview/").status_code == 200


def test_items_move_by_arrow_and_by_hand(keeper: Client) -> None:
    draft = made(keeper)
    for name in ("One", "Two", "Three"):
        add(keeper, draft, "check", **told(name))
    move = f"/checklists/drafts/{draft.pk}/move/"
    keeper.post(move, {"key": "three", "step": "-1"})
    assert [item["key"] for item in items(draft)] == ["one", "three", "two"]
    keeper.post(move, {"key": "two", "section": "main", "place": "0"})
    assert [item["key"] for item in items(draft)] == ["two", "one", "three"]
    keeper.post(f"/checklists/drafts/{draft.pk}/sections/", told("Leaving", "names"))
    keeper.post(move, {"key": "three", "step": "1"})
    draft.refresh_from_db()
    assert [item["key"] for item in draft.definition["sections"][1]["items"]] == ["three"]


def test_a_draft_somebody_else_changed_is_not_overwritten(keeper: Client) -> None:
    draft = made(keeper)
    add(keeper, draft, "check", **told("One"))
    seen = draft.sha256
    answer = keeper.post(
        f"/checklists/drafts/{draft.pk}/move/", {"key": "one", "step": "1", "seen": seen}
    )
    assert answer.status_code == 409
    assert "Somebody changed the draft meanwhile" in answer.content.decode()


def test_a_condition_says_what_it_depends_on(keeper: Client) -> None:
    draft = made(keeper)
    add(keeper, draft, "passfail", **told("Leak"))
    row = {"asked": "all", "if_0_item": "leak", "if_0_op": "eq", "if_0_value": "fail"}
    assert add(keeper, draft, "photo", **told("Where"), **row).status_code == 302
    assert items(draft)[1]["visible_if"] == {"item": "leak", "op": "eq", "value": "fail"}
    page = keeper.get(f"/checklists/drafts/{draft.pk}/").content.decode()
    assert "asked where Leak is Fail" in page
    wrong = add(keeper, draft, "photo", **told("Why"), **{**row, "if_0_value": "perhaps"})
    assert wrong.status_code == 422
    assert "can never be answered so" in wrong.content.decode()


REFUSED = [
    ("number", {"min": "5", "max": "1"}, "5 is above 1"),
    ("number", {"ok_min": "9", "ok_max": "2"}, "9 is above 2"),
    ("number", {"max": "1e3"}, "This is no number"),
    ("photo", {"min_count": "4", "max_count": "2"}, "4 is above 2"),
    ("choice", {"option_0_en": "Only one"}, "at least two options"),
    ("text", {"title_en": ""}, "This field is required"),
    ("check", {"asked": "all"}, "Choose the item this depends on"),
]


@pytest.mark.parametrize(("kind", "fields", "words"), REFUSED)
def test_a_wrong_field_is_named(
    keeper: Client, kind: str, fields: dict[str, str], words: str
) -> None:
    draft = made(keeper)
    answer = add(keeper, draft, kind, **{**told("Asked"), **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert items(draft) == []


def fault(keeper: Client, draft: ChecklistVersion) -> str:
    answer = keeper.post(f"/checklists/drafts/{draft.pk}/publish/")
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_what_cannot_be_published_says_where(keeper: Client, cast: Cast) -> None:
    draft = made(keeper)
    assert "Nothing is asked yet" in fault(keeper, draft)
    add(keeper, draft, "passfail", **told("Leak"))
    row = {"asked": "all", "if_0_item": "leak", "if_0_op": "failed"}
    add(keeper, draft, "photo", **told("Where it leaks"), **row)
    keeper.post(f"/checklists/drafts/{draft.pk}/move/", {"key": "leak", "step": "1"})
    page = fault(keeper, draft)
    assert "Work, Where it leaks, when it is asked" in page
    assert "only ask about an item before it (leak)" in page
    keeper.post(f"/checklists/drafts/{draft.pk}/move/", {"key": "leak", "step": "-1"})
    cast.our_entity.language = "uk"
    cast.our_entity.save()
    page = fault(keeper, draft)
    assert "It says nothing in this language yet: Українська" in page


def test_a_key_means_for_ever_what_it_meant(keeper: Client) -> None:
    version = published(keeper)
    assert keeper.post(f"/checklists/{version.template_id}/draft/").status_code == 302
    draft = ChecklistVersion.objects.get(template=version.template_id, published_at=None)
    draft.definition["sections"][0]["items"][1]["unit"] = "psi"
    draft.save()
    page = fault(keeper, draft)
    assert "Work, Pressure, unit" in page
    assert "it was bar there" in page


def test_what_changed_between_versions_is_told(keeper: Client) -> None:
    version = published(keeper)
    keeper.post(f"/checklists/{version.template_id}/draft/")
    draft = ChecklistVersion.objects.get(template=version.template_id, published_at=None)
    keeper.post(f"/checklists/drafts/{draft.pk}/items/cleaned/remove/")
    add(keeper, draft, "text", **told("Remarks"))
    edited = {"asked": "", "unit": "bar", "ok_max": "3", "decimals": "1", **told("Pressure")}
    keeper.post(f"/checklists/drafts/{draft.pk}/items/pressure/", edited)
    assert keeper.post(f"/checklists/drafts/{draft.pk}/publish/").status_code == 302
    page = keeper.get(f"/checklists/{version.template_id}/").content.decode()
    wanted = {"Added": "Remarks", "Removed": "Cleaned", "Changed": "Pressure"}
    for what, item in wanted.items():
        assert f"<strong>{what}</strong> {item}" in page
    assert "(good up to)" in page


def test_a_retired_one_is_asked_for_no_more(keeper: Client) -> None:
    version = published(keeper)
    page = f"/checklists/{version.template_id}/retire/"
    assert keeper.post(page).status_code == 302
    version.refresh_from_db()
    assert version.retired_at is not None
    assert keeper.post(page).status_code == 422


def test_a_draft_thrown_away_leaves_nothing(keeper: Client) -> None:
    draft = made(keeper)
    assert keeper.post(f"/checklists/drafts/{draft.pk}/discard/").status_code == 302
    assert not ChecklistTemplate.objects.filter(key="ice-machine").exists()


def test_others_of_the_office_look_and_do_not_touch(keeper: Client, cast: Cast) -> None:
    version = published(keeper)
    keeper.force_login(cast.dispatcher)
    assert keeper.get(f"/checklists/{version.template_id}/").status_code == 200
    assert keeper.get("/checklists/new/").status_code == 404
    assert keeper.post(f"/checklists/{version.template_id}/draft/").status_code == 404
    assert keeper.get(f"/checklists/{UUID(int=0)}/").status_code == 404
