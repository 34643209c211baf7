from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_penalties")]

    operations = [
        migrations.AddField(
            model_name="billableline",
            name="why",
            field=models.JSONField(
                default=list,
                help_text="each step to the amount, as drafted (contracts.why_written)",
            ),
        ),
    ]
