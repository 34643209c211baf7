"""The private broker: a port of its own, a password, and no trace after the end."""

from pathlib import Path

import pytest
import redis
from steps.broker import Broker, is_free
from steps.children import end_all
from steps.state import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "state")
    state.prepare()
    return state


def test_it_works_and_wants_the_password(state: State) -> None:
    broker = Broker(state)
    child = broker.start()
    assert child is not None
    try:
        assert redis.Redis.from_url(broker.url()).ping()
        stranger = redis.Redis(port=int(broker.url().rpartition(":")[2].split("/")[0]))
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
    finally:
        end_all([child], within_s=10)


def test_two_states_have_two_brokers_and_one_ends_alone(state: State, tmp_path: Path) -> None:
    other_state = State(tmp_path / "other")
    other_state.prepare()
    one, other = Broker(state), Broker(other_state)
    first, second = one.start(), other.start()
    assert first is not None
    assert second is not None
    try:
        assert one.url() != other.url()
        end_all([first], within_s=10)
        assert redis.Redis.from_url(other.url()).ping()
    finally:
        end_all([first, second], within_s=10)


def test_one_that_was_left_running_is_shared_and_can_be_stopped(state: State) -> None:
    child = Broker(state, tied=False).start()
    assert child is not None
    assert Broker(state, tied=False).start() is None
    Broker(state).stop()
    child.process.wait(10)


def test_a_port_in_use_is_not_free(state: State) -> None:
    broker = Broker(state)
    child = broker.start()
    assert child is not None
    port = int(broker.url().rpartition(":")[2].split("/")[0])
    assert not is_free(port)
    end_all([child], within_s=10)
    assert is_free(port)
