"""One client runs an object at a time; who ran it once still finds it on what they kept."""

import django.contrib.postgres.constraints
from django.db import migrations

import backend.clients.models
from backend.database.rls import owned_by_client


def _with_former_clients() -> str:
    """The wall of an object lets in whoever ran it at any time: their papers name it. A tenure is
    walled itself, so only the reader's own are asked."""
    return """
drop policy whose on clients_serviceobject;
create policy whose on clients_serviceobject
    using ((select callout_is_staff())
        or client_id in (select callout_client_ids())
        or exists (select 1 from clients_objecttenure t where t.object_id = clients_serviceobject.id))
    with check ((select callout_is_staff()) or client_id in (select callout_client_ids()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_walls_with_kept_plans"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="objecttenure",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("object", "="),
                    (backend.clients.models.DateRange("valid_from", "valid_to"), "&&"),
                ],
                name="one_tenure_at_a_time",
            ),
        ),
        migrations.RunSQL(_with_former_clients(), owned_by_client("clients_serviceobject")),
    ]
