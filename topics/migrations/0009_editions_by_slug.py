"""The whole set is asked for from address to address."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('topics', '0008_codes_and_times'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(condition=models.Q(('cancelled_at__isnull', True)), fields=['slug'], name='edition_slug'),
        ),
    ]
