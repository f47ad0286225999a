"""An index that serves the daily look at the cases of some statuses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_files_wait_for_the_answer")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["version", "status", "id"],
                name="case_open_by_status",
            ),
        ),
    ]
