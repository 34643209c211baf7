"""Why a person changed what is billed: asked for wherever a figure leaves the rules."""

from typing import Final

from backend.lib.errors import Invalid

LONGEST_REASON: Final = 300


def given_reason(words: str, field: str = "reason") -> str:
    """The words without space around them; Invalid(field) where there are none or too many."""
    kept = words.strip()
    if not kept:
        raise Invalid(field, "reason-needed")
    if len(kept) > LONGEST_REASON:
        raise Invalid(field, "too-long", limit=LONGEST_REASON)
    return kept
