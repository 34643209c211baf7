"""Who signs in, and who drives."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.accounts.actions import NewUser, change_user, create_user
from backend.accounts.models import User
from backend.accounts.roles import May
from backend.dispatch.models import Clearance, Engineer, EngineerSkill, TrafficHour, VehicleKind
from backend.dispatch.people import save_engineer, save_right
from backend.web.administration.registers.register import Register, saved_by
from backend.web.administration.special_forms import EngineerForm, UserForm


def _save_user(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    if row_id is None:
        values.pop("is_active", None)
        return create_user(NewUser(**{**values, "password": values["password"] or None}), by=by)
    kept = User.objects.get(pk=row_id)
    password = values.pop("password")
    changes = {name: value for name, value in values.items() if getattr(kept, name) != value}
    if password:
        changes["password"] = password
    return change_user(row_id, by=by, **changes) if changes else kept


def _save_engineer(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    skills = values.pop("abilities", None)
    return save_engineer(values, by=by, engineer_id=row_id, skills=skills)


PEOPLE: Final = (
    Register(
        slug="users",
        title=_("People who sign in"),
        one=_("Person"),
        model=User,
        save=_save_user,
        fields=("name", "email", "role", "language", "zone", "is_active"),
        columns=("name", "email", "role", "language", "zone", "is_active"),
        search=("name", "email"),
        wish=May.KEEP_USERS,
        why=_("What somebody may do follows from the role."),
        form=UserForm,
    ),
    Register(
        slug="engineers",
        title=_("Engineers"),
        one=_("Engineer"),
        model=Engineer,
        save=_save_engineer,
        fields=(
            "user",
            "base_name",
            "base",
            "starts_from_home",
            "zone",
            "territory",
            "phone",
            "rate_class",
            "speed_factor",
            "vehicle",
            "most_stops",
            "only_in_territory",
            "is_active",
        ),
        columns=("user", "base_name", "territory", "rate_class", "phone", "is_active"),
        search=("user__name", "base_name"),
        wish=May.KEEP_USERS,
        why=_("Where the day starts, what they can do, and when they work."),
        form=EngineerForm,
        children=("abilities", "clearances"),
    ),
    Register(
        slug="traffic",
        title=_("Traffic by the hour"),
        one=_("Hour of the day"),
        model=TrafficHour,
        save=saved_by(partial(save_right, TrafficHour), "row_id"),
        fields=("weekday", "hour", "factor"),
        columns=("weekday", "hour", "factor"),
        wish=May.KEEP_USERS,
        why=_("How much longer drives last than on empty roads; an hour not named is 1."),
    ),
    Register(
        slug="vehicles",
        title=_("Vehicles"),
        one=_("Vehicle"),
        model=VehicleKind,
        save=saved_by(partial(save_right, VehicleKind), "row_id"),
        fields=("name", "drive_factor", "in_traffic"),
        columns=("name", "drive_factor", "in_traffic"),
        search=("name",),
        wish=May.KEEP_USERS,
        why=_("The road server knows roads for cars; others take the same roads, slower."),
    ),
    Register(
        slug="abilities",
        title=_("Levels of skills"),
        one=_("Level of a skill"),
        model=EngineerSkill,
        save=saved_by(partial(save_right, EngineerSkill), "row_id"),
        fields=("engineer", "skill", "level", "expires_on"),
        columns=("engineer", "skill", "level", "expires_on"),
        search=("engineer__user__name", "skill__code"),
        wish=May.KEEP_CREW,
        why=_("How well somebody knows it, and until when their certificate is good."),
        parent="engineer",
    ),
    Register(
        slug="clearances",
        title=_("Passes and inductions"),
        one=_("Pass or induction"),
        model=Clearance,
        save=saved_by(partial(save_right, Clearance), "row_id"),
        fields=("engineer", "client", "object", "kind", "valid_until"),
        columns=("engineer", "client", "object", "kind", "valid_until"),
        search=("engineer__user__name", "client__name", "object__name"),
        wish=May.KEEP_CREW,
        why=_("For one object, or for all objects of a client that ask for it."),
        parent="engineer",
    ),
)
