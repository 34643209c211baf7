"""A hundred and fifty clients: the demo's own, groups with daughters, one chain of 300 shops."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.accounts.models import Role
from backend.catalog.models import EquipmentType
from backend.clients.models import Client, Contact, ContactRole
from backend.demo import trades
from backend.demo.cast import Cast, contract_like, user
from backend.demo.city.size import Size
from backend.demo.firm import entity

CHAIN: Final = "RELAIS"
GROUPS: Final = ("Groupe Méridien Bleu", "Holding des Terrasses", "Maison Sainte-Rita", "Corniche")
NAMES: Final = (
    *("Le Belvédère", "La Fontaine", "Azur", "Les Palmiers", "Mistral", "La Rotonde", "Riva"),
    *("Le Phare", "Les Agaves", "Bellevue", "L'Escale", "Le Rocher", "Saint-Roman", "Les Oliviers"),
    *("Port Hercule", "La Turbie", "Beau Rivage", "Le Square", "Mer et Monts"),
)
DAUGHTERS_EACH: Final = 5
WITHOUT_CONTRACT: Final = 7
"""Every seventh client has no contract and pays by the standing terms."""


@dataclass(frozen=True)
class Settler:
    """A client with the trade it is in: what places it runs and what stands in them."""

    client: Client
    values: tuple[str, ...]
    kinds: Sequence[EquipmentType]
    contact: Contact


def move_in(cast: Cast, size: Size, chance: random.Random) -> list[Settler]:
    """As many new clients as make up the size, the chain first; each signs in by code@."""
    kinds = {kind.code: kind for kind in EquipmentType.objects.all()}
    parents = [Client.objects.create(code=f"GRP{n}", name=name) for n, name in enumerate(GROUPS, 1)]
    chain = _settle(cast, CHAIN, "Relais Monégasques", trades.CLIENTS[7], kinds, None)
    settlers = [chain]
    for number in range(size.clients - Client.objects.count()):
        row = trades.CLIENTS[number % len(trades.CLIENTS)]
        name = f"{row[1].split()[0]} {NAMES[number % len(NAMES)]}"
        if number >= len(NAMES):
            name = f"{name} {number // len(NAMES) + 1}"
        daughter = number < len(parents) * DAUGHTERS_EACH
        parent = parents[number % len(parents)] if daughter else None
        settlers.append(_settle(cast, f"C{number + 1:03}", name, row, kinds, parent, number + 1))
    chance.shuffle(settlers)
    settlers.sort(key=lambda settler: settler.client.code != CHAIN)
    return settlers


def _settle(
    cast: Cast,
    code: str,
    name: str,
    row: tuple,  # type: ignore[type-arg]
    kinds: dict[str, EquipmentType],
    parent: Client | None,
    number: int = 0,
) -> Settler:
    client = Client.objects.create(code=code, name=name, parent=parent)
    client.entities.add(entity(f"{name} SA", is_ours=False, registry_number=f"92S{number:05}"))
    account = user(f"{code.lower()}@example.com", f"{name} desk", Role.CONTACT)
    contact = Contact.objects.create(
        client=client,
        user=account,
        name=account.name,
        email=account.email,
        phone="+377 98 98 00 00",
    )
    ContactRole.objects.create(contact=contact, signs_reports=True, signs_acts=True)
    mine = [kinds[each] for each in row[3]]
    if number % WITHOUT_CONTRACT != WITHOUT_CONTRACT - 1:
        contract_like(cast, client, f"K-{1001 + number}", mine, signed_on=date(2026, 1, 12))
    return Settler(client, row[2], mine, contact)
