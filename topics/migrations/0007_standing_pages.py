"""The standing pages, which publishers may change, also on a site that was there before."""

from django.db import migrations

from topics import granting


def grant(apps, _schema_editor):
    granting.grant(apps, ["Publishers"], {"standingpage": ("change", "view")})


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('flatpages', '0001_initial'),
        ('topics', '0006_openings'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandingPage',
            fields=[
            ],
            options={
                'verbose_name': 'standing page',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('flatpages.flatpage',),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
