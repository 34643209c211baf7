"""The firm's own words: legal entities, taxes, kinds of work, skills, territories, parts."""

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils.translation import get_language

from backend.documents.figures import percent_words
from backend.lib.ids import new_id
from backend.lib.words import in_language, reads_cyrillic


class Named(models.Model):
    """A row with a stable code and its name in several languages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name a reader of `language` sees; the code where no name was given."""
        return in_language(self.names, language) or self.code


class LegalEntity(models.Model):
    """A company on paper, ours or a client's; its particulars are dated versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    short_name = models.CharField(max_length=200)
    is_ours = models.BooleanField(default=False)
    currency = models.CharField(max_length=3, default="EUR")
    zone = models.CharField(max_length=50, default="Europe/Monaco")
    language = models.CharField(max_length=5, default="en")

    class Meta:
        ordering = ["short_name"]
        verbose_name_plural = "legal entities"

    def __str__(self) -> str:
        return self.short_name


class LegalEntityDetails(models.Model):
    """What a legal entity's papers say, valid from a date until the next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField()
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=300)
    registry_number = models.CharField(max_length=40, blank=True)
    vat_number = models.CharField(max_length=40, blank=True)
    vat_registered = models.BooleanField(default=False)
    address = models.TextField(blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    bank = models.CharField(max_length=200, blank=True)
    signatory_name = models.CharField(max_length=200, blank=True)
    signatory_post = models.CharField(max_length=200, blank=True)
    acting_on = models.CharField(max_length=200, blank=True)
    latin = models.JSONField(
        default=dict,
        blank=True,
        help_text="name, address, bank, who signs as the company itself spells them in Latin "
        "letters; what is not here is shown as it stands",
    )

    class Meta:
        ordering = ["entity", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "valid_from"], name="one_version_a_date")
        ]
        verbose_name_plural = "legal entity details"

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"

    def spelled(self, field: str, language: str) -> str:
        """A particular as a reader of `language` can read it: in Latin letters where the company
        gives them and the language is not written in Cyrillic."""
        latin = "" if reads_cyrillic(language) else self.latin.get(field, "")
        return latin or getattr(self, field)


class TaxTreatment(models.Model):
    """How a line is taxed: dated data, chosen by our entity, theirs, the line kind and country."""

    class Area(models.TextChoices):
        """Where the client is, as seen from our entity."""

        HOME = "home"
        EU = "eu"
        OUTSIDE = "outside"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40)
    entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, null=True)
    their_country = models.CharField(max_length=2, blank=True)
    their_area = models.CharField(max_length=10, choices=Area, blank=True)
    their_vat_registered = models.BooleanField(null=True)
    our_vat_registered = models.BooleanField(null=True)
    line_kind = models.CharField(max_length=20, blank=True)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    category = models.CharField(max_length=2, help_text="EN 16931 category: S, Z, E, AE, O ...")
    legal_texts = models.JSONField(default=dict)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_treatment_a_date"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="treatment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {percent_words(self.rate, get_language() or 'en')}"


class WorkType(Named):
    """Repair, maintenance, installation...; with what a work order of it starts from."""

    default_minutes = models.PositiveIntegerField(default=60)
    remote_allowed = models.BooleanField(default=False)
    engineers_needed = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )


class Skill(Named):
    """An ability an engineer has and a work order needs."""

    needs_certificate = models.BooleanField(default=False)


class Territory(Named):
    """An area engineers belong to and travel is priced by."""

    area = models.MultiPolygonField(null=True, geography=True)
    travel_zone = models.CharField(max_length=20, default="A")

    class Meta(Named.Meta):
        verbose_name_plural = "territories"


class EquipmentType(Named):
    """A class of machines: the skills it asks for and the typed fields it carries."""

    fields = models.JSONField(default=list, help_text="[{key, type, names}]")
    skills = models.ManyToManyField(Skill, blank=True)
    least_level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    default_minutes = models.PositiveIntegerField(default=60)


class Part(Named):
    """A spare part or material; quantities are decimals in `unit`."""

    unit = models.CharField(max_length=10, default="pcs")
    is_stocked = models.BooleanField(default=True)


class Symptom(Named):
    """A group of faults as a client would tell them apart: no cooling, leaks, does not print."""


class Reason(Named):
    """Why something waits, is held, failed, skipped or void, or why an engineer declined: rows,
    not code."""

    class UsedFor(models.TextChoices):
        WAIT = "wait"
        HOLD = "hold"
        FAILED = "failed"
        DECLINED = "declined"
        SKIPPED = "skipped"
        VOID = "void"
        OUTCOME = "outcome"
        PAUSE = "pause"

    class Whose(models.TextChoices):
        CLIENT = "client"
        US = "us"
        THIRD = "third"
        NATURE = "nature"

    used_for = models.CharField(max_length=10, choices=UsedFor)
    whose = models.CharField(max_length=10, choices=Whose)
    pauses_clocks = models.BooleanField(default=False)
    billable = models.BooleanField(default=False)
    needs_photo = models.BooleanField(default=False)
    needs_note = models.BooleanField(default=False)
