"""Many reports asked about at once: what each would look up for itself is read in one go."""

from collections.abc import Sequence

from backend.clients.tenure import Tenures
from backend.contracts.chain import clients_above_each
from backend.contracts.in_force import PromiseFacts
from backend.contracts.warranties import kept_warranties, readings_of, warranties_of


def asked_together(many: Sequence[PromiseFacts]) -> Sequence[PromiseFacts]:
    """The same facts, each with whose object it was, all clients above, and what is warranted.

    Objects were fetched with their groups, units with `warranties__part`.
    """
    tenures = Tenures(facts.object for facts in many)
    owners = [tenures.client_on(facts.object, facts.day) for facts in many]
    above = clients_above_each(set(owners))
    texts = {owner: frozenset(map(str, clients)) for owner, clients in above.items()}
    units = {facts.equipment for facts in many if facts.equipment is not None}
    metered = [unit.pk for unit in units if any(row.meter for row in kept_warranties(unit))]
    readings = readings_of(metered) if metered else {}
    for facts, owner in zip(many, owners, strict=True):
        warranties = warranties_of(facts.equipment, facts.day, readings=readings)
        # What a frozen dataclass has looked up stands in its own dictionary.
        vars(facts).update(client_id=owner, clients=texts[owner], warranties=warranties)
    return many
