"""What stands behind a verdict, in the reader's language."""

import pytest
from django.utils import translation

from backend.contracts.clause_words import clause_words
from backend.contracts.coverage import NOT_LISTED, OTHER_PAYER, STANDING_TERMS


@pytest.mark.parametrize(
    ("clause", "verdict", "words"),
    [
        ("3.2", "covered", "clause 3.2"),
        ("3.2", "warranty", "clause 3.2"),
        ("2026-12-31", "warranty", "until 31 Dec 2026"),
        ("2026-12-31", "paid", "clause 2026-12-31"),
        (STANDING_TERMS, "paid", "standing terms, no contract"),
        (NOT_LISTED, "paid", "not listed in the contract"),
        (OTHER_PAYER, "paid", "billed to another payer"),
        ("", "paid", ""),
    ],
)
def test_codes_and_clauses_in_words(clause: str, verdict: str, words: str) -> None:
    with translation.override("en"):
        assert clause_words(clause, verdict) == words


def test_a_last_day_is_told_as_the_reader_writes_days() -> None:
    with translation.override("uk"):
        assert "31 груд. 2026" in clause_words("2026-12-31", "warranty")
