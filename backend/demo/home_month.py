"""The last month of the company in Monaco on paper: subscriptions, a few acts, clients abroad."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from backend.billing.actions import approve_lines, draft_lines, issue_act, reject_line
from backend.billing.fees import draft_all_fees
from backend.billing.models import Act, BillableLine
from backend.catalog.models import EquipmentType, TaxTreatment
from backend.clients.models import Client
from backend.contracts.models import ContractVersion, RecurringFee
from backend.contracts.recurring import Basis, Counted
from backend.demo.cast import Cast
from backend.demo.words import named
from backend.dispatch.models import Visit

# Examples, as every rate and legal text of the demo: an accountant confirms them. France is one
# territory with Monaco for VAT; an EU client without a VAT number is taxed as at home.
TREATMENTS: Final = (
    {"code": "MC-S20-FR", "rate": 20, "category": "S", "their_area": "eu", "their_country": "FR"},
    {"code": "MC-S20-EU", "rate": 20, "category": "S", "their_area": "eu"},
    {
        "code": "MC-AE",
        "rate": 0,
        "category": "AE",
        "their_area": "eu",
        "their_vat_registered": True,
        "legal_texts": {
            "en": "Reverse charge: articles 44 and 196 of Directive 2006/112/EC.",
            "uk": "Зворотне нарахування: ст. 44 і 196 Директиви 2006/112/ЄС.",
            "bg": "Обратно начисляване: чл. 44 и 196 от Директива 2006/112/ЕО.",
            "ru": "Обратное начисление: ст. 44 и 196 Директивы 2006/112/ЕС.",
        },
    },
    {
        "code": "MC-O",
        "rate": 0,
        "category": "O",
        "their_area": "outside",
        "legal_texts": {
            "en": "Place of supply outside Monaco and the European Union; no VAT is charged.",
            "uk": "Місце постачання за межами Монако та Європейського Союзу; ПДВ не нараховується.",
            "bg": "Място на изпълнение извън Монако и Европейския съюз; не се начислява ДДС.",
            "ru": "Место исполнения за пределами Монако и Европейского союза; НДС не начисляется.",
        },
    },
)
# Client, what is subscribed and for how much a month: a barrier each, an object each, one sum.
FEES: Final = (
    ("PARC", "Parking barrier", Basis.UNIT, "barrier", "18"),
    ("CAFE", "Cooling equipment", Basis.OBJECT, "", "35"),
    ("HERM", "Maintenance", Basis.FLAT, "", "240"),
)
ON_ACTS: Final = ("HERM", "PARC", "CAFE", "SPOR", "CULT")
VISITS_AN_ACT: Final = 5
DISPUTED_EACH: Final = 33


def settle_taxes(cast: Cast) -> None:
    """What the company charges clients beyond Monaco."""
    for treatment in TREATMENTS:
        TaxTreatment.objects.create(
            entity=cast.our_entity, valid_from=date(2014, 1, 1), **treatment
        )


def subscribe() -> None:
    """The recurring fees of three contracts."""
    for code, words, basis, kind, amount in FEES:
        version = ContractVersion.objects.get(contract__client__code=code)
        RecurringFee.objects.create(
            version=version,
            names=named(words),
            clause="5.1",
            basis=basis,
            equipment_type=EquipmentType.objects.get(code=kind) if kind else None,
            amount=Decimal(amount),
            counted=Counted.FIRST_DAY,
        )


def close_last_month(cast: Cast, today: date) -> list[Act]:
    """The fees and the first visits of some clients on acts, dated the month's last day."""
    last_day = today.replace(day=1) - timedelta(days=1)
    draft_all_fees(last_day, by=cast.biller)
    acts = []
    for code in ON_ACTS:
        client = Client.objects.get(code=code)
        lines = [*_fees_of(client, last_day), *_lines_of_visits(client, last_day)]
        if lines:
            ids = [line.id for line in lines]
            approve_lines(ids, by=cast.biller)
            acts.append(issue_act(ids, by=cast.biller, document_date=last_day))
    return acts


def dispute(cast: Cast) -> None:
    """Clients dispute 3 in 100 of the lines they would pay for, at least one."""
    paid = BillableLine.objects.filter(state=BillableLine.State.PROPOSED, net__gt=0)
    told = paid.order_by("supplied_on", "visit__planned_from", "client__code", "text")
    for line in list(told[::DISPUTED_EACH]):
        reject_line(line.id, reason="Disputed by the client", by=cast.biller)


def _fees_of(client: Client, last_day: date) -> Iterable[BillableLine]:
    return BillableLine.objects.filter(
        bill_to=client, source=BillableLine.Source.RECURRING_FEE, supplied_on__lte=last_day
    )


def _lines_of_visits(client: Client, last_day: date) -> list[BillableLine]:
    visits = Visit.objects.filter(client=client, date__lte=last_day).order_by("planned_from")
    return [line for visit in visits[:VISITS_AN_ACT] for line in draft_lines(visit.pk)]
