from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_the_rows_that_answers_chose'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_by_legal_day',
        ),
    ]
