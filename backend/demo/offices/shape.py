"""What an office of the demo is, as data: a company of ours, its terms and its clients."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ClientOfOffice:
    """A client with its company, its one contact and its places (code, name, kind, equipment).

    `clause` of the contract says that remote work is paid; without a contract both are empty.
    `zone` is where it has other clocks than its office.
    """

    code: str
    name: str
    language: str
    company: dict[str, Any]
    person: str
    post: str
    contract: str
    clause: str
    places: tuple[tuple[str, str, str, str], ...]
    zone: str = ""


@dataclass(frozen=True)
class Office:
    """One of our own companies with everything its papers need; `hour` is what one costs.

    `ten_digits`: tax documents carry ten digits and no prefix, as Bulgaria's law asks.
    """

    short_name: str
    company: dict[str, Any]
    currency: str
    zone: str
    language: str
    hour: str
    prices: str
    calendar: str
    week: tuple[str, str]
    prefix: str
    titles: dict[str, str]
    statements: dict[str, str]
    operator: tuple[str, str]
    treatments: tuple[dict[str, Any], ...]
    clients: tuple[ClientOfOffice, ...]
    faults: tuple[str, ...]
    ten_digits: bool = False


NO_CLAIMS = {
    "en": "The parties have no claims against each other.",
    "uk": "Сторони претензій одна до одної не мають.",
    "bg": "Страните нямат претенции една към друга.",
    "ru": "Стороны претензий друг к другу не имеют.",
}
