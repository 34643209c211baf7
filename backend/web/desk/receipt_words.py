"""What became of a phone's command, in words."""

import json

from backend.fieldwork.models import Receipt
from backend.lib.errors import Refused
from backend.web.shared.errors import words_for


def why_of(receipt: Receipt) -> str:
    """What the phone was answered; "" where nothing stood in the way."""
    said = receipt.result.get("context") or {}
    return words_for(Refused(receipt.code, **said)) if receipt.code else ""


def sent_of(receipt: Receipt) -> str:
    """The command as the phone sent it."""
    return json.dumps(receipt.command.raw, indent=2, ensure_ascii=False)
