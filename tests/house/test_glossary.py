"""docs/glossary.md says what screens say: states, choices, roles, reasons, in four languages."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from backend.accounts.models import Role
from backend.demo import firm, trades
from backend.demo.words import named
from backend.lib.words import LANGUAGES
from backend.web.shared.choices import CHOICES
from backend.web.shared.states import STATES

TEXT = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text()

SAID = {
    **{
        name: {code: words.label for code, words in states.items()}
        for name, states in STATES.items()
    },
    **CHOICES,
    "role": {role.value: role.label for role in Role},
}

# A term of the table and what screens call it in English.
TERMS = {
    "Client": "Client",
    "Contact": "Contact",
    "ServiceObject": "Object",
    "Equipment": "Equipment",
    "Contract": "Contract",
    "Message": "Message",
    "WorkOrder": "Work order",
    "Visit": "Visit",
    "Engineer": "Engineer",
    "Skill": "Skill",
    "Territory": "Territory",
    "Shift": "Shift",
    "WorkType": "Kind of work",
    "Impact": "Impact",
    "PromisedWindow": "Agreed window",
    "Lock": "Locked",
    "ChecklistTemplate": "Checklist",
    "PaidWork": "Paid work",
    "ServiceReport": "Service report",
    "Act": "Act",
    "Invoice": "Invoice",
    "RecurringFee": "Subscription fee",
    "Request": "Request",
    "Quota": "Quota",
    "PenaltyRule": "Penalty",
    "Warranty": "Warranty",
    "Symptom": "Symptom",
    "ContractExample": "Example",
    "LegalEntity": "Legal entity",
    "Part": "Part",
    "PriceList": "Price list",
    "Device": "Phone",
    "TrafficHour": "Traffic by the hour",
    "VehicleKind": "Vehicles",
    "Defect": "Defect",
    "Loaner": "Loaner",
    "WorkOrder.after": "Order of work",
}


def rows_under(heading: str) -> list[list[str]]:
    """The cells of the table's rows under a heading."""
    section = re.split(r"^#.*$", TEXT.split(f"\n{heading}\n")[1], flags=re.MULTILINE)[0]
    table = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:2] == "| "]
    return [[cell.strip("` ") for cell in row] for row in table[1:]]


def written(subject: str) -> dict[str, list[str]]:
    (heading,) = re.findall(rf"^### .* \(`{subject}`\)$", TEXT, re.MULTILINE)
    return {row[0].strip("–"): row[1:] for row in rows_under(heading)}


def in_four(words: Mapping[str, object]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {code: [] for code in words}
    for language in LANGUAGES:
        with translation.override(language):
            for code, word in words.items():
                said[code].append(str(word))
    return said


@pytest.mark.parametrize("subject", sorted(SAID))
def test_the_page_says_what_the_screens_say(subject: str) -> None:
    assert written(subject) == in_four(SAID[subject])


def test_the_page_says_nothing_that_is_not_there() -> None:
    assert set(re.findall(r"^### .*\(`(\w+)`\)$", TEXT, re.MULTILINE)) == set(SAID)


@pytest.mark.parametrize("term", sorted(TERMS))
def test_screens_use_the_terms(term: str) -> None:
    (row,) = [row for row in rows_under("## Terms") if row[1].startswith(f"**{term}**")]
    for language, cell in zip(("uk", "bg", "ru"), row[2:], strict=True):
        with translation.override(language):
            assert gettext(TERMS[term]) in cell.split(", ")


def test_the_page_says_the_reasons_of_the_demo() -> None:
    seeded = [
        (code, used, named(english))
        for code, used, _whose, english, *_pauses in (*firm.REASONS, *trades.REASONS)
    ]
    rows = rows_under("## Reasons")
    assert {row[0]: row[1:] for row in rows} == {
        code: [used, *(names[language] for language in LANGUAGES)] for code, used, names in seeded
    }
