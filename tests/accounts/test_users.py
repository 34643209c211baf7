"""create_user, change_user, set_language."""

from dataclasses import replace
from uuid import uuid4

import pytest

from backend.accounts.actions import NewUser, change_user, create_user, set_language
from backend.accounts.models import User
from backend.accounts.queries import people, person
from backend.database.principal import SYSTEM_ID, acting_as
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound, Refused

WISH = NewUser("nina@example.com", "Nina Petit", "operator", password="a long enough one")


def test_it_works(cast: Cast) -> None:
    user = create_user(WISH, by=cast.administrator)
    assert user.check_password("a long enough one")
    assert (user.role, user.language, user.zone) == ("operator", "en", "Europe/Monaco")
    entry = Entry.objects.get(kind="user.created")
    assert (entry.subject_id, entry.actor_name) == (user.pk, "Théo Roux")
    assert "password" not in str(entry.data)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"email": "no address"}, "email", "not-an-address"),
        ({"email": "CONTACT@example.com"}, "email", "taken"),
        ({"name": " "}, "name", "blank"),
        ({"name": "a" * 10_000}, "name", "too-long"),
        ({"role": "king"}, "role", "unknown"),
        ({"role": "system"}, "role", "unknown"),
        ({"language": "xx"}, "language", "unknown"),
        ({"zone": "Mars/Olympus"}, "zone", "unknown"),
        ({"password": "short"}, "password", "weak-password"),
    ],
)
def test_bad_input_names_the_field(cast: Cast, change: dict, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create_user(replace(WISH, **change), by=cast.administrator)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_a_change_is_journalled_without_the_password(cast: Cast) -> None:
    change_user(
        cast.biller.pk, by=cast.administrator, name="Inès Moreau", password="another long one"
    )
    assert User.objects.get(pk=cast.biller.pk).check_password("another long one")
    entry = Entry.objects.get(kind="user.changed")
    assert entry.data == {"changed": {"name": "Inès Moreau"}, "password_set": True}


def test_an_address_of_ones_own_is_free(cast: Cast) -> None:
    changed = change_user(cast.biller.pk, by=cast.administrator, email="Biller@example.com")
    assert changed.email == "Biller@example.com"
    with pytest.raises(Invalid):
        change_user(cast.biller.pk, by=cast.administrator, email="contact@example.com")


def test_the_last_administrator_stays(cast: Cast) -> None:
    for change in ({"is_active": False}, {"role": "biller"}):
        with pytest.raises(Refused) as refusal:
            change_user(cast.administrator.pk, by=cast.administrator, **change)
        assert refusal.value.code == "last-administrator"
    other = create_user(replace(WISH, role="administrator"), by=cast.administrator)
    assert not change_user(cast.administrator.pk, by=other, is_active=False).is_active


def test_unknown_people_and_fields(cast: Cast) -> None:
    for nobody in (uuid4(), SYSTEM_ID):
        with pytest.raises(NotFound):
            change_user(nobody, by=cast.administrator, name="X")
    with pytest.raises(Invalid) as refusal:
        change_user(cast.biller.pk, by=cast.administrator, created_at="2020-01-01")
    assert refusal.value.field == "created_at"


def test_one_chooses_ones_language(cast: Cast) -> None:
    set_language(cast.contact.pk, "uk")
    set_language(cast.contact.pk, "uk")
    assert User.objects.get(pk=cast.contact.pk).language == "uk"
    assert Entry.objects.filter(kind="user.changed").count() == 1
    with pytest.raises(Invalid):
        set_language(cast.contact.pk, "xx")


def test_a_contact_chooses_too(cast: Cast) -> None:
    with acting_as(cast.contact.pk):
        set_language(cast.contact.pk, "uk")
    assert User.objects.get(pk=cast.contact.pk).language == "uk"
    assert Entry.objects.get(kind="user.changed").actor_id == cast.contact.pk


def test_only_who_keeps_users_sees_them(cast: Cast) -> None:
    assert people(cast.administrator).count() == 6
    for other in (cast.dispatcher, cast.contact, cast.engineer_user, cast.biller):
        assert not people(other).exists()
        with pytest.raises(NotFound):
            person(other, cast.biller.pk)
    assert person(cast.administrator, cast.biller.pk) == cast.biller
