"""Which tax treatment a line gets: dated rows, the most specific that fits wins."""

from collections.abc import Iterable
from datetime import date

from backend.catalog.models import LegalEntity, LegalEntityDetails, TaxTreatment
from backend.contracts import vat
from backend.contracts.coverage import LineKind
from backend.lib.errors import Refused


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
    valid = TaxTreatment.objects.filter(valid_from__lte=day, entity__in=[ours.pk])
    rows = [row for row in valid if row.valid_to is None or row.valid_to > day]
    client = details_on(theirs, day)
    return {kind: _best(rows, kind, client) for kind in LineKind}


def _best(
    rows: Iterable[TaxTreatment], kind: LineKind, client: LegalEntityDetails | None
) -> TaxTreatment:
    fitting = [row for row in rows if _fits(row, kind, client)]
    if not fitting:
        raise Refused("no-tax-treatment", kind=str(kind))
    return max(fitting, key=lambda row: (_specificity(row), row.valid_from, row.code))


def _fits(row: TaxTreatment, kind: LineKind, client: LegalEntityDetails | None) -> bool:
    country = client.country if client else ""
    registered = client.vat_registered if client else False
    return (
        row.line_kind in ("", kind)
        and (not row.their_country or row.their_country == country)
        and row.their_vat_registered in (None, registered)
    )


def _specificity(row: TaxTreatment) -> int:
    said = (row.line_kind, row.their_country, row.their_vat_registered is not None)
    return sum(bool(part) for part in said)


def as_rule(treatment: TaxTreatment) -> vat.Treatment:
    """The row as the VAT rule reads it."""
    return vat.Treatment(treatment.code, treatment.rate)
