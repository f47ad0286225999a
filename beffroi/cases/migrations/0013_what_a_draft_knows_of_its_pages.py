from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_open_cases_of_another_guichet'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='pages',
            field=models.JSONField(default=dict),
        ),
    ]
