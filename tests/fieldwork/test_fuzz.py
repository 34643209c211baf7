"""Whatever a phone sends, it gets an answer, and nothing it sends blocks what comes after."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.dispatch.models import Visit
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.envelope import Sent, cleaned, is_storable
from backend.lib.ids import new_id
from tests.onsite import Phone

IDS = st.sampled_from(["0193a1c2-0000-7000-8000-000000000000", "nothing", ""])
WEIRD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(
        [
            "1e400",
            "-0",
            "NaN",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "\x00",
            "\ud800",
            "a" * 30_000,
        ]
    ),
    IDS,
)
JSON = st.recursive(
    WEIRD,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
MEMBERS = sorted({name for kind in COMMANDS.values() for name in kind.body.model_fields})
BODIES = st.dictionaries(st.sampled_from([*MEMBERS, "from", "to"]), JSON, max_size=8)


@given(
    kind=st.sampled_from(sorted(COMMANDS)) | st.text(max_size=70),
    body=BODIES | JSON,
    around=st.dictionaries(
        st.sampled_from(["captured_at", "gps", "visit_id", "base_version", "type"]), JSON
    ),
)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_answer_is_final(
    visit: Visit, phone: Phone, kind: str, body: Any, around: dict[str, Any]
) -> None:
    raw = {**phone.raw("note.add", visit, {}), "type": kind, "body": body, **around}
    phone.seq += 1
    strange = Sent(new_id(), phone.seq, raw)
    good = phone.command("note.add", visit, note_id=new_id(), text="still here")
    answer = phone.push(strange, good)
    assert answer.results[0].status in ("applied", "applied_with_review", "parked", "rejected")
    assert answer.results[0].code != "server-fault"
    assert answer.results[1].status == "applied"


@given(JSON)
def test_what_is_cleaned_can_be_stored(value: Any) -> None:
    assert is_storable(cleaned(value))
