"""A push is tried as one; where anything is refused its commands come out as each alone would."""

from datetime import timedelta
from typing import Any

import pytest

from backend.database import together
from backend.demo.cast import Cast
from backend.dispatch.models import Visit, World
from backend.fieldwork.models import FieldNote, Receipt
from backend.journal import kinds
from backend.journal.models import Entry
from backend.lib.ids import new_id
from tests.fieldwork.test_commands import statuses
from tests.onsite import Phone, published_visit


def note(phone: Phone, visit: Visit, text: str, **told: Any) -> Any:
    return phone.command("note.add", visit, **{"note_id": new_id(), "text": text, **told})


def around(phone: Phone, visit: Visit, taken: Any) -> list[Any]:
    """A note whose id is taken between two good ones."""
    reused = {"note_id": taken.raw["body"]["note_id"]}
    two, three = note(phone, visit, "two"), note(phone, visit, "three", **reused)
    return [two, three, note(phone, visit, "four")]


def texts() -> set[str]:
    return set(FieldNote.objects.values_list("text", flat=True))


def test_the_journal_keeps_the_order_of_the_telling(visit: Visit, phone: Phone) -> None:
    """Notes wait to be written together, but not beyond a move or what is parked."""
    since = Entry.objects.order_by("id").last()
    answer = phone.push(
        note(phone, visit, "one"),
        note(phone, visit, "two"),
        phone.command("visit.accept", visit),
        note(phone, visit, "three"),
        phone.command("visit.levitate", visit),
        note(phone, visit, "four"),
    )
    assert statuses(answer) == [*["applied"] * 4, "parked", "applied"]
    written = Entry.objects.filter(id__gt=since.id if since else 0).values_list("kind", flat=True)
    assert list(written.order_by("id")) == [
        kinds.NOTE_ADDED,
        kinds.NOTE_ADDED,
        kinds.VISIT_ACCEPTED,
        kinds.NOTE_ADDED,
        kinds.COMMAND_PARKED,
        kinds.NOTE_ADDED,
    ]


def test_a_note_told_twice_in_one_push_stays_one(visit: Visit, phone: Phone) -> None:
    same = new_id()
    answer = phone.push(
        note(phone, visit, "one", note_id=same), note(phone, visit, "again", note_id=same)
    )
    assert statuses(answer) == ["applied", "applied"]
    assert texts() == {"one"}


def test_one_refused_of_many_leaves_the_others_as_they_are(
    cast: Cast, visit: Visit, phone: Phone
) -> None:
    """An id that another visit's note has already: parked alone, and the next one applies."""
    later = published_visit(cast, begin=visit.planned_to + timedelta(hours=1))
    taken = note(phone, later, "elsewhere")
    phone.push(taken)
    answer = phone.push(*around(phone, visit, taken))
    assert statuses(answer) == ["applied", "parked", "applied"]
    assert answer.results[1].code == "id-reused"
    assert texts() == {"elsewhere", "two", "four"}
    assert Receipt.objects.count() == 4


def test_what_the_database_refuses_of_the_whole_is_found_alone(
    visit: Visit, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody wrote the same id a moment ago: the one it concerns waits, what was before stays."""
    there = note(phone, visit, "one")
    phone.push(there)
    monkeypatch.setattr(together, "known", lambda _model, _key: None)
    answer = phone.push(*around(phone, visit, there))
    assert statuses(answer) == ["applied", "deferred", "deferred"]
    assert texts() == {"one", "two"}


def test_a_world_is_bumped_once_a_push(visit: Visit, phone: Phone) -> None:
    before = World.objects.get(engineer__user=phone.device.user).version
    phone.push(phone.command("visit.accept", visit), phone.command("visit.start", visit))
    assert World.objects.get(engineer__user=phone.device.user).version == before + 1
