"""A calendar day in an address."""

from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


class DayConverter:
    """`2026-11-23`; anything else, or a day far away, is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError makes the address a 404."""
        day = date.fromisoformat(value)
        if not FIRST <= day <= LAST:
            raise ValueError(value)
        return day

    def to_url(self, value: date | str) -> str:
        """The day as it stands in the address."""
        return str(value)
