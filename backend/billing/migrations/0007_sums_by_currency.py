"""The sums of an exported batch by currency, in place of one sum that added them up."""

from django.db import migrations, models

BY_CURRENCY = """
update billing_exportbatch as batch set sums = coalesce(
    (select jsonb_object_agg(currency, total) from (
        select act.currency, sum(act.gross)::text as total
        from billing_exportbatch_acts as handed join billing_act as act on act.id = handed.act_id
        where handed.exportbatch_id = batch.id group by act.currency
    ) as summed), '{}'::jsonb)
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_titles_of_papers")]

    operations = [
        migrations.AddField(
            model_name="exportbatch",
            name="sums",
            field=models.JSONField(
                default=dict, help_text="gross by currency; currencies are never added"
            ),
        ),
        migrations.RunSQL(BY_CURRENCY, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="exportbatch", name="gross"),
    ]
