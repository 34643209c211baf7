"""What hypothesis may think of: calendars of several zones, instants around both clock changes."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from backend.contracts.service_hours import Calendar, Window
from backend.contracts.working_time import Stretch

ZONES = ("Europe/Monaco", "Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Etc/UTC")
MONDAY = datetime(2026, 3, 16, tzinfo=UTC)
SPAN_S = 40 * 86_400
"""Both the American and the European change to summer time of 2026 lie in these forty days."""

windows = st.builds(Window, st.integers(0, 1439), st.integers(0, 1440))
day_windows = st.lists(windows, max_size=3).map(tuple)
days = st.integers(-10, 60).map(lambda n: date(2026, 3, 1) + timedelta(days=n))
calendars = st.builds(
    Calendar,
    tz=st.sampled_from(ZONES),
    week=st.tuples(*[day_windows] * 7),
    holidays=st.frozensets(days, max_size=5),
    overrides=st.dictionaries(days, day_windows, max_size=3),
    breaks=st.dictionaries(days, day_windows, max_size=3),
)
open_calendars = calendars.filter(lambda calendar: any(calendar.week))
instants = st.integers(0, SPAN_S).map(lambda s: MONDAY + timedelta(seconds=s - SPAN_S // 2))
stretches = st.tuples(instants, st.integers(1, 5 * 86_400)).map(
    lambda pair: Stretch(pair[0], pair[0] + timedelta(seconds=pair[1]))
)
excluded = st.lists(stretches, max_size=4)
durations_s = st.integers(0, 30 * 86_400)
