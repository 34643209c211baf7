"""The bridge from entities and their dated particulars to the choice of a tax treatment."""

from datetime import date

from backend.catalog.models import LegalEntity, LegalEntityDetails, TaxTreatment
from backend.contracts import vat
from backend.contracts.coverage import LineKind
from backend.contracts.tax_treatments import TaxFacts, TreatmentRow, treatment_for


def details_on(entity: LegalEntity | None, day: date) -> LegalEntityDetails | None:
    """The entity's particulars in force on `day`; the oldest ones before they begin."""
    if entity is None:
        return None
    versions = entity.versions.order_by("valid_from")
    return versions.filter(valid_from__lte=day).last() or versions.first()


def treatments_for(
    ours: LegalEntity, theirs: LegalEntity | None, day: date
) -> dict[LineKind, TaxTreatment]:
    """A treatment for every line kind; Refused("no-tax-treatment") names the kind without one."""
    kept = {_as_row(row): row for row in TaxTreatment.objects.filter(entity=ours)}
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
