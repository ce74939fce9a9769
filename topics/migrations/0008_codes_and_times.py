"""What the API asks: topics by the codes of other systems, and when reviews were made."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0007_standing_pages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='link',
            name='kind',
            field=models.CharField(choices=[('related', 'Related topic'), ('cites', 'Cited reference'), ('code', 'Code of another system')], max_length=20),
        ),
        migrations.AlterField(
            model_name='topic',
            name='codes',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['at'], name='review_at'),
        ),
    ]
