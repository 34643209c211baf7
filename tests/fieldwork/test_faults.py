"""A phone, a server and a bad network: whatever is lost or told twice, each fact lands once."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.accounts.devices import Phone as PhoneFacts
from backend.accounts.devices import make_pair_code, pair_device
from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.commands import BatchAnswer
from backend.fieldwork.envelope import Sent
from backend.fieldwork.models import FieldNote
from backend.lib.errors import Refused
from backend.lib.ids import new_id
from tests.onsite import Phone

EVENTS = st.lists(
    st.sampled_from(
        [
            "capture",
            "capture",
            "push",
            "lose_request",
            "lose_answer",
            "push_twice",
            "push_part",
            "wiped",
            "paired_again",
            "seq_lost",
        ]
    ),
    max_size=14,
)


@dataclass
class Outbox:
    """The phone's side of the protocol, as the app keeps it."""

    phone: Phone
    visit: Visit
    waiting: list[Sent] = field(default_factory=list)
    captured: list[str] = field(default_factory=list)
    last_seq: int = 0

    def capture(self) -> None:
        note_id = str(new_id())
        self.captured.append(note_id)
        self.last_seq += 1
        raw = self.phone.raw("note.add", self.visit, {"note_id": note_id, "text": "x"})
        self.waiting.append(Sent(new_id(), self.last_seq, raw))

    def push(self, *, heard: bool = True, most: int = 100) -> None:
        """Send what waits from the front; an answer not heard changes nothing here."""
        batch = self.waiting[:most]
        if not batch:
            return
        try:
            answer = self.phone.push(*batch)
        except Refused as fork:
            if heard:
                self.renumber(int(str(fork.context["last_seq"])))
            return
        if heard:
            self.settle(answer)

    def settle(self, answer: BatchAnswer) -> None:
        done = {result.id for result in answer.results if result.status != "deferred"}
        self.waiting = [sent for sent in self.waiting if sent.id not in done]
        if self.waiting and self.waiting[0].seq != answer.last_seq + 1:
            self.renumber(answer.last_seq)

    def renumber(self, last_seq: int) -> None:
        self.waiting = [
            Sent(sent.id, last_seq + number, sent.raw)
            for number, sent in enumerate(self.waiting, start=1)
        ]
        self.last_seq = last_seq + len(self.waiting)


def happen(event: str, box: Outbox, cast: Cast) -> None:
    if event == "capture":
        box.capture()
    elif event == "lose_answer":
        box.push(heard=False)
    elif event == "push_part":
        box.push(most=1)
    elif event == "push_twice":
        box.push(heard=False)
        box.push()
    elif event == "push":
        box.push()
    elif event == "seq_lost":
        # A phone restored from a backup has forgotten how far it counted.
        box.renumber(0)
    elif event in ("wiped", "paired_again"):
        installation = str(new_id()) if event == "wiped" else box.phone.device.installation_id
        code = make_pair_code(cast.engineer_user)
        device, token = pair_device(code, PhoneFacts(installation))
        box.phone = Phone(device, token, clock=box.phone.clock)


@given(EVENTS)
@example(["capture", "lose_answer", "capture", "wiped", "push"])
@example(["capture", "capture", "lose_answer", "seq_lost", "capture", "push"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_each_fact_lands_once(cast: Cast, visit: Visit, phone: Phone, events: list[str]) -> None:
    box = Outbox(phone, visit, last_seq=0)
    phone.device.refresh_from_db()
    box.last_seq = phone.device.last_seq
    for event in events:
        happen(event, box, cast)
    for _round in range(6):
        box.push()
    assert box.waiting == []
    kept = FieldNote.objects.filter(id__in=box.captured)
    assert sorted(str(note.id) for note in kept) == sorted(box.captured)
