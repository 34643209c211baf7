"""Looking up the bundle's rows as the phone does (frontend/phone/money/coverage.ts)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

TIME = ("labour", "waiting")


@dataclass(frozen=True)
class PhoneRows:
    """The rows of one work order: its lines, its hours, the prices of parts."""

    lines: list[dict[str, Any]]
    hours: list[list[Any]]
    parts: dict[str, str]

    def look_up(
        self, kind: str, at: datetime, code: str, engineer: str = ""
    ) -> tuple[dict[str, Any], str | None]:
        """The one row of a line, and what one unit costs without VAT if that is known; `code` is
        the part, or whose rate class it is for time."""
        band = [band for band in self.hours if datetime.fromisoformat(band[0]) <= at][-1]
        wanted = (band[2], code) if kind in TIME else (None, "")
        rows = [
            row
            for row in self.lines
            if row["kind"] == kind
            and row["in_hours"] in (None, band[1])
            and (row["factor"], row["code"] if kind in TIME else "") == wanted
            and (not engineer or row["engineer"] == engineer)
        ]
        if kind != "part":
            (row,) = rows
            return row, row["net"]
        own = [row for row in rows if row["code"] == code]
        (row,) = own or [row for row in rows if row["code"] == ""]
        return row, self.parts.get(code) or self.parts.get("")


def rows_of(bundle: dict[str, Any], work_order: str) -> PhoneRows:
    """The rows a bundle carries for a work order."""
    coverage = bundle["coverage"]
    (work,) = [work for work in coverage["works"] if work["work_order"] == work_order]
    terms = coverage["terms"][work["terms"]]
    parts = bundle["prices"][terms["prices"]]["parts"]
    return PhoneRows(terms["lines"], coverage["hours"][work["hours"]], parts)
