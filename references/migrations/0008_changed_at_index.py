"""When a reference changed last: the API names it in each answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0007_notices_and_link_checks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reference',
            index=models.Index(fields=['changed_at'], name='reference_changed_at'),
        ),
    ]
