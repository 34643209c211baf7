"""What holds for some work: its contract version or the standing terms, and the lines they give."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from backend.billing.models import BillableLine
from backend.catalog.models import LegalEntity, Part, TaxTreatment
from backend.clients.models import Client, ServiceObject
from backend.contracts import as_rules, coverage, in_force, pricing, terms
from backend.contracts.coverage import CONTRACT_PARTY, LineKind
from backend.contracts.models import ContractVersion, StandingTerms
from backend.contracts.quota_counts import quotas_left
from backend.contracts.quotas import QuotaCount
from backend.contracts.service_hours import Calendar
from backend.contracts.taxes import as_rule, entity_billed, treatments_for
from backend.contracts.vat import TaxableLine, vat_summary
from backend.contracts.why_written import written
from backend.contracts.work_done import WorkDone
from backend.desk.models import Request, WorkOrder
from backend.lib.errors import Refused
from backend.lib.words import in_language

Treatments = dict[LineKind, TaxTreatment]
Subject = WorkOrder | Request
"""What a line is for: a work order, or a request that was helped without one."""


@dataclass
class Agreed:
    """The terms of work done at `place` for `client`, supplied on `day` (of the object's clock).

    `subject_id` is the visit, work order or request that is decided: what it used of a quota
    before does not count against it.
    """

    place: ServiceObject
    client: Client
    version: ContractVersion | None
    day: date
    subject_id: UUID | None = None

    @cached_property
    def ours(self) -> LegalEntity:
        ours = in_force.our_entity_for(self.place, self.version)
        if ours is None:
            raise Refused("no-standing-terms")
        return ours

    @cached_property
    def treatments(self) -> dict[UUID, Treatments]:
        """By paying client; filled as payers turn up."""
        return {}

    def treatments_of(self, payer: Client) -> Treatments:
        """How lines of `payer` are taxed, by what its entity is."""
        if payer.pk not in self.treatments:
            theirs = entity_billed(payer, self.version)
            self.treatments[payer.pk] = treatments_for(self.ours, theirs, self.day)
        return self.treatments[payer.pk]

    @cached_property
    def calendar(self) -> Calendar:
        return as_rules.service_hours_of(self.version or self._standing, self.place.zone)

    @cached_property
    def party(self) -> Client:
        """Who pays unless a line says another: the client of the contract, the chain's where its
        contract holds."""
        return self.version.contract.client if self.version else self.client

    @cached_property
    def quotas(self) -> QuotaCount:
        """What is left of the contract's quotas, counted down as lines are decided."""
        return QuotaCount(quotas_left(self.version, self.day, without=self.subject_id))

    def priced(self, done: WorkDone) -> tuple[pricing.PricedLine, ...]:
        """The priced lines of the work."""
        rules = as_rules.coverage_rules_for(self.version)
        usual = {kind: as_rule(row) for kind, row in self.treatments_of(self.party).items()}
        return pricing.priced_lines(
            done,
            as_rules.price_list_for(self.version or self._standing, self.day),
            partial(coverage.verdict, rules),
            terms.charge_terms_for(self.version, self.calendar, usual),
            self.quotas,
        )

    @cached_property
    def _standing(self) -> StandingTerms:
        return StandingTerms.objects.select_related("price_list").get(entity=self.ours)

    def _payer_of(self, priced: pricing.PricedLine) -> Client:
        if priced.payer == CONTRACT_PARTY:
            return self.party
        return Client.objects.get(pk=priced.payer)

    def line(self, priced: pricing.PricedLine, subject: Subject, source: str) -> BillableLine:
        """One unsaved row."""
        order = subject if isinstance(subject, WorkOrder) else None
        payer = self._payer_of(priced)
        treatment = self.treatments_of(payer)[priced.kind]
        question = _question(priced, order)
        return BillableLine(
            state=BillableLine.State.NEEDS_APPROVAL if question else BillableLine.State.PROPOSED,
            source=source,
            client=self.client,
            payer=_payer(payer, self.party),
            bill_to=payer,
            our_entity=self.ours,
            contract_version=self.version,
            work_order=order,
            request=None if isinstance(subject, WorkOrder) else subject,
            kind=priced.kind,
            item_code=priced.item_code,
            text=_text_of(priced, subject, source),
            verdict=priced.decision.verdict,
            clause=priced.decision.clause,
            question=question,
            quota=priced.decision.quota,
            why=written(priced.why),
            quantity=priced.quantity,
            proposed_quantity=priced.quantity,
            unit=priced.unit,
            list_price=priced.list_price,
            unit_price=priced.unit_price,
            proposed_price=priced.unit_price,
            discount_percent=priced.discount_percent,
            prices_include_vat=priced.includes_vat,
            amount=priced.amount,
            net=net_of(priced.amount, treatment, includes_vat=priced.includes_vat),
            currency=priced.currency,
            tax_treatment=treatment,
            supplied_on=self.day,
        )


def net_of(amount: Decimal, treatment: TaxTreatment, *, includes_vat: bool) -> Decimal:
    """A line's own net, to the cent; on an act it becomes its share of the document's net."""
    line = TaxableLine(amount, as_rule(treatment), includes_vat)
    return vat_summary([line]).net


def _question(priced: pricing.PricedLine, order: WorkOrder | None) -> str:
    """What a person has to look at: no price, presumed cover, or a quota that was promised when
    the work was ordered and used up by somebody else meanwhile."""
    if priced.needs_price:
        return BillableLine.Question.NO_PRICE
    promised = order is not None and order.coverage == coverage.Verdict.COVERED
    if promised and priced.decision.verdict is coverage.Verdict.QUOTA_USED:
        return BillableLine.Question.OVERDRAFT
    return BillableLine.Question.PRESUMED if priced.decision.presumed else ""


def _payer(payer: Client, party: Client) -> str:
    own = payer.pk == party.pk
    return BillableLine.Payer.CONTRACT_PARTY if own else BillableLine.Payer.OTHER_CLIENT


def _text_of(line: pricing.PricedLine, subject: Subject, source: str) -> str:
    """What the line says on paper, in the active language."""
    texts: dict[LineKind, str] = {
        LineKind.LABOUR: _("Labour: %(what)s"),
        LineKind.TRAVEL: _("Travel to the object"),
        LineKind.CALL_OUT: _("Call-out"),
        LineKind.FAILED_VISIT: _("Visit without access: %(what)s"),
        LineKind.WAITING: _("Waiting: %(what)s"),
        LineKind.PART: _("Part: %(part)s"),
    }
    if source == BillableLine.Source.REMOTE_TIME:
        texts[LineKind.LABOUR] = _("Remote work: %(what)s")
    what = str(subject.equipment or subject.object)
    return (texts[line.kind] % {"what": what, "part": _part_name(line.item_code)})[:500]


def _part_name(code: str) -> str:
    part = Part.objects.filter(code=code).first()
    return in_language(part.names, translation.get_language() or "en") if part else code
