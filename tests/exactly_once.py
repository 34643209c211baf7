"""Two phones, a bad network, a mortal server and an office that changes its mind: a hypothesis
state machine. What holds after every step and after quiet is in `exactly_once_holds`.
"""

from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from backend.accounts.devices import Phone as PhoneFacts
from backend.accounts.devices import make_pair_code, pair_device
from backend.accounts.models import User
from backend.demo.cast import Cast
from backend.dispatch.actions import move_visit
from backend.dispatch.models import Visit
from backend.fieldwork.models import ChecklistVersion, VanStock
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError
from backend.reactions import sweep
from tests.exactly_once_holds import STOCK, Told, after_every_step, after_quiet
from tests.onsite import another_engineer, publish, publish_form, published_visit
from tests.phone_network import FAULTS, Network
from tests.phone_outbox import Command, NoAnswerError, Outbox
from tests.things_befall import CHANGES, TROUBLES
from tests.things_told import FACTS, POISON

PHONES = st.sampled_from(("Olena", "Ivan"))
VISITS = st.integers(0, 2)
SOME_FACTS = st.lists(st.sampled_from(sorted(FACTS)), min_size=2, max_size=8)
IVANS = 2
STEPS_TO_QUIET = 30
# How a push fares, how much of what waits it carries, and where the server dies if it does.
TRIES = st.tuples(st.sampled_from(FAULTS), st.sampled_from((100, 3, 1)), st.integers(1, 90))


@dataclass(frozen=True)
class Stage:
    """What stands before the first step: three published visits of Olena's, a form, her van."""

    cast: Cast
    engineers: dict[str, User]
    visits: list[Visit]
    form: ChecklistVersion


def stage_for(cast: Cast) -> Stage:
    """Two engineers, and three visits to the hotel told to the first."""
    olena, ivan = cast.engineer_user, another_engineer(cast)
    for each in (olena, ivan):
        VanStock.objects.update_or_create(
            engineer=each.engineer, part=cast.part, defaults={"quantity": STOCK}
        )
    form = publish_form()
    begin = utc_now() + timedelta(hours=1)
    visits = [
        published_visit(cast, begin=begin + timedelta(hours=2 * number), keys=("cooling",))
        for number in range(3)
    ]
    move_visit(
        visits[IVANS].id,
        ivan.engineer.id,
        begin=visits[IVANS].planned_from,
        end=visits[IVANS].planned_to,
        by=cast.dispatcher,
    )
    publish(visits[IVANS], cast)
    return Stage(cast, {"Olena": olena, "Ivan": ivan}, visits, form)


def walk(stage: Stage, *, examples: int, steps: int, chance: bool = False) -> None:
    """Take as many walks of so many steps; the same ones every time, unless left to chance."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not chance,
        database=None,
        # What fails of walks that are always the same needs no shorter example to be found again.
        phases=tuple(Phase) if chance else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: ExactlyOnce(stage), settings=profile)


@dataclass
class PhoneModel:
    """One phone: its outbox, its way to the server, and the world it holds."""

    user: User
    installation: str
    network: Network
    outbox: Outbox = field(default_factory=Outbox)
    recorded: list[Command] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    backup: Outbox | None = None
    world: dict[str, Any] = field(default_factory=dict)
    etag: str = ""

    def pair(self) -> None:
        """A code and its token; the same installation keeps its place in the sequence."""
        facts = PhoneFacts(self.installation, "Phone", "model", "1")
        _device, self.network.token = pair_device(make_pair_code(self.user), facts)

    def pull(self, *, heard: bool = True) -> None:
        """Ask for the world, or hear that it is still the same."""
        status, world, etag = self.network.pull(if_none_match=self.etag)
        if heard and status == 200:
            self.world, self.etag = world, etag


class ExactlyOnce(RuleBasedStateMachine):
    """Every example begins at the same stage and leaves nothing."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.stage = stage
        self.phones = {
            name: PhoneModel(user, f"phone of {name}", Network(""))
            for name, user in stage.engineers.items()
        }
        for phone in self.phones.values():
            phone.pair()
        self.told = Told(self.phones, stage)

    @initialize(whats=SOME_FACTS)
    def a_day_begins(self, whats: list[str]) -> None:
        """Somebody is at work already."""
        self._capture(self.phones["Olena"], 0, ["visit.start", *whats])

    @rule(visit=VISITS, whats=SOME_FACTS)
    def capture(self, visit: int, whats: list[str]) -> None:
        """Things happen on site to whom the visit was told first, with or without a network."""
        self._capture(self.phones["Ivan" if visit == IVANS else "Olena"], visit, whats)

    @rule(who=PHONES, visit=VISITS, what=st.sampled_from(sorted(FACTS)))
    def capture_of_somebody(self, who: str, visit: int, what: str) -> None:
        """The same by anybody: the visit may never have been theirs."""
        self._capture(self.phones[who], visit, [what])

    @rule(who=PHONES, visit=VISITS, what=st.sampled_from(sorted(POISON)))
    def capture_poison(self, who: str, visit: int, what: str) -> None:
        """A command that can never apply; it must not stand in the way."""
        kind, place, body = POISON[what]
        self._record(self.phones[who], kind, place or self.stage.visits[visit].id, deepcopy(body))

    @rule(who=PHONES, tries=st.lists(TRIES, min_size=1, max_size=4))
    def push(self, who: str, tries: list[tuple[str, int, int]]) -> None:
        """The phone sends what waits, again and again, and may hear nothing."""
        phone = self.phones[who]
        for fault, most, at in tries:
            with suppress(NoAnswerError):
                phone.outbox.push(phone.network.push(fault, at), most)
            after_every_step(self.told)

    @rule(who=PHONES, back=st.integers(1, 6))
    def a_push_of_before_comes_late(self, who: str, back: int) -> None:
        """Delayed, repeated or overtaken by others; nobody waits for its answer any more."""
        network = self.phones[who].network
        if back <= len(network.past):
            network.deliver(-back)
            after_every_step(self.told)

    @rule(who=PHONES, heard=st.booleans())
    def pull(self, who: str, heard: bool) -> None:
        """The phone asks for its world, replaced whole; a lost answer changes nothing."""
        self.phones[who].pull(heard=heard)

    @rule(who=PHONES, what=st.sampled_from(sorted(TROUBLES)))
    def trouble(self, who: str, what: str) -> None:
        """Something befalls the phone itself."""
        TROUBLES[what](self.phones[who], self.stage)

    @rule(visit=VISITS, to=PHONES, what=st.sampled_from(sorted(CHANGES)))
    def the_office(self, visit: int, to: str, what: str) -> None:
        """Changes its mind; what no longer can be changed stays."""
        with suppress(CalloutError), transaction.atomic():
            CHANGES[what](self.stage, self.stage.visits[visit], to)
        after_every_step(self.told)

    def teardown(self) -> None:
        """The network is well again and everybody is done; then nothing of it ever was."""
        try:
            for phone in self.phones.values():
                self._come_to_rest(phone)
            # What follows from all that, as the workers would see to it.
            sweep()
            for phone in self.phones.values():
                phone.pull()
            after_every_step(self.told)
            after_quiet(self.told)
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def _come_to_rest(self, phone: PhoneModel) -> None:
        phone.pair()
        for _step in range(STEPS_TO_QUIET):
            if phone.outbox.waiting:
                phone.outbox.push(phone.network.push("none", 0))

    def _capture(self, phone: PhoneModel, visit: int, whats: list[str]) -> None:
        place = self.stage.visits[visit]
        for what in whats:
            body = FACTS[what](self.stage, place, phone.recorded)
            if body is not None:
                self._record(phone, what.partition(" ")[0], place.id, body)

    def _record(self, phone: PhoneModel, kind: str, visit_id: object, body: Any) -> None:
        phone.recorded.append(phone.outbox.record(kind, visit_id, body))
