"""The bridge from entities and their dated particulars to the choice of a tax treatment."""

from collections.abc import Iterable
from datetime import date

from backend.catalog.models import LegalEntity, LegalEntityDetails, TaxTreatment
from backend.clients.models import Client
from backend.contracts import vat
from backend.contracts.coverage import LineKind
from backend.contracts.models import ContractVersion
from backend.contracts.tax_treatments import TaxFacts, TreatmentRow, treatment_for


def details_on(entity: LegalEntity | None, day: date) -> LegalEntityDetails | None:
    """The entity's particulars in force on `day`; the oldest ones before they begin."""
    if entity is None:
        return None
    held = sorted(entity.versions.all(), key=lambda version: version.valid_from)
    known = [version for version in held if version.valid_from <= day] or held[:1]
    return known[-1] if known else None


def entity_billed(payer: Client, version: ContractVersion | None) -> LegalEntity | None:
    """The entity that papers for `payer` are made out to: the one a contract with it names, else
    its first."""
    if version is not None and version.contract.client_id == payer.pk:
        return version.contract.their_entity
    return payer.entities.first()


def treatments_for(
    ours: LegalEntity, theirs: LegalEntity | None, day: date
) -> dict[LineKind, TaxTreatment]:
    """A treatment for every line kind; Refused("no-tax-treatment") names the kind without one."""
    return treatments_among(TaxTreatment.objects.filter(entity=ours), ours, theirs, day)


def treatments_among(
    rows: Iterable[TaxTreatment], ours: LegalEntity, theirs: LegalEntity | None, day: date
) -> dict[LineKind, TaxTreatment]:
    """The same of the rows of our entity, fetched before."""
    kept = {_as_row(row): row for row in rows}
    us, client = details_on(ours, day), details_on(theirs, day)

    def chosen(kind: LineKind) -> TaxTreatment:
        facts = TaxFacts(
            line_kind=kind,
            day=day,
            our_country=us.country if us else "",
            their_country=client.country if client else "",
            our_vat_registered=us.vat_registered if us else True,
            their_vat_registered=client.vat_registered if client else False,
        )
        return kept[treatment_for(kept, facts)]

    return {kind: chosen(kind) for kind in LineKind}


def _as_row(row: TaxTreatment) -> TreatmentRow:
    return TreatmentRow(
        code=row.code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        line_kind=row.line_kind,
        their_country=row.their_country,
        their_area=row.their_area,
        their_vat_registered=row.their_vat_registered,
        our_vat_registered=row.our_vat_registered,
    )


def as_rule(treatment: TaxTreatment) -> vat.Treatment:
    """The row as the VAT rule reads it."""
    return vat.Treatment(treatment.code, treatment.rate)
