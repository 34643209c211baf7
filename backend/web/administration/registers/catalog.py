"""The firm's own words: kinds of work, skills, parts, reasons."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.catalog import models as catalog
from backend.web.administration.registers.register import Register, catalog_row

_NAMED: Final = ("code", "names")

CATALOG: Final = (
    Register(
        slug="work-types",
        title=_("Kinds of work"),
        one=_("Kind of work"),
        model=catalog.WorkType,
        save=catalog_row("work-types"),
        fields=(*_NAMED, "default_minutes", "engineers_needed", "remote_allowed", "is_active"),
        columns=("names", "code", "default_minutes", "remote_allowed", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="skills",
        title=_("Skills"),
        one=_("Skill"),
        model=catalog.Skill,
        save=catalog_row("skills"),
        fields=(*_NAMED, "needs_certificate", "is_active"),
        columns=("names", "code", "needs_certificate", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="equipment-types",
        title=_("Equipment types"),
        one=_("Equipment type"),
        model=catalog.EquipmentType,
        save=catalog_row("equipment-types"),
        fields=(*_NAMED, "skills", "least_level", "default_minutes", "is_active"),
        columns=("names", "code", "default_minutes", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="parts",
        title=_("Parts"),
        one=_("Part"),
        model=catalog.Part,
        save=catalog_row("parts"),
        fields=(*_NAMED, "unit", "is_stocked", "is_active"),
        columns=("names", "code", "unit", "is_stocked", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="reasons",
        title=_("Reasons"),
        one=_("Reason"),
        model=catalog.Reason,
        save=catalog_row("reasons"),
        fields=(
            *_NAMED,
            "used_for",
            "whose",
            "pauses_clocks",
            "billable",
            "needs_photo",
            "needs_note",
            "is_active",
        ),
        columns=("names", "code", "used_for", "whose", "pauses_clocks", "billable", "is_active"),
        search=("code", "names"),
        why=_("Why something waits, is held, fails or is struck out."),
    ),
    Register(
        slug="symptoms",
        title=_("Symptoms"),
        one=_("Symptom"),
        model=catalog.Symptom,
        save=catalog_row("symptoms"),
        fields=(*_NAMED, "is_active"),
        columns=("names", "code", "is_active"),
        search=("code", "names"),
        why=_("Groups of faults: the same one again soon may be a repeat."),
    ),
    Register(
        slug="territories",
        title=_("Territories"),
        one=_("Territory"),
        model=catalog.Territory,
        save=catalog_row("territories"),
        fields=(*_NAMED, "travel_zone", "is_active"),
        columns=("names", "code", "travel_zone", "is_active"),
        search=("code", "names"),
    ),
)
