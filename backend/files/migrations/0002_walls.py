"""A file belongs to the client it is about; one without a client, and uploads, are ours."""

from django.db import migrations

from backend.database.rls import dropped, owned_by_client, staff_only

WALLS = {
    "files_storedfile": owned_by_client("files_storedfile"),
    "files_upload": staff_only("files_upload"),
}


class Migration(migrations.Migration):
    # The functions the policies ask are made with the walls of clients.
    dependencies = [("files", "0001_initial"), ("clients", "0002_walls")]
    operations = [migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()]
