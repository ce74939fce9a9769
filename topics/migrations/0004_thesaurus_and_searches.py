"""The thesaurus and the counts of searches; the groups that a site has already may keep the one and see the other."""

import django.db.models.deletion
import django.db.models.functions.comparison
import topics.models.thesaurus
from django.conf import settings
from django.db import migrations, models

from topics import granting

GRANTED = {"synonym": ("add", "change", "delete", "view"), "searchcount": ("view",)}


def grant(apps, _schema_editor):
    granting.grant(apps, ["Editors", "Publishers"], GRANTED)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('topics', '0003_keep_cited_references'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('query', models.CharField(db_collation='C', max_length=100)),
                ('results', models.PositiveIntegerField(help_text='The last known number; unknown when it was not asked.', null=True)),
                ('searched', models.PositiveIntegerField(default=0)),
                ('scripted', models.PositiveIntegerField(default=0, help_text='Of these, where scripts ran: what follows is known.')),
                ('opened', models.PositiveIntegerField(default=0, help_text='Of these, where a result was opened.')),
                ('told', models.PositiveIntegerField(default=0, help_text='How many readers told us that they missed it.')),
                ('said', models.TextField(blank=True, help_text='What they added, a line each.')),
            ],
            options={
                'verbose_name': 'search',
                'verbose_name_plural': 'what readers could not find',
                'ordering': ['-day', '-searched'],
                'indexes': [models.Index(fields=['query', 'day'], name='search_count_query')],
                'constraints': [models.UniqueConstraint(fields=('day', 'query'), name='search_count_once')],
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', topics.models.thesaurus.TermField(db_collation='C', help_text='The words that readers type, such as “foot drop”. Capitals and accents do not count.', max_length=100, verbose_name='a search for')),
                ('other', topics.models.thesaurus.TermField(db_collation='C', help_text='The words that our pages use, such as “walking difficulties”.', max_length=100, verbose_name='also finds')),
                ('is_two_way', models.BooleanField(choices=[(False, 'One way: only the first words also find the second. For everyday words and narrower ones.'), (True, 'Both ways: each also finds the other. For two words that mean the same.')], default=False, verbose_name='direction')),
                ('note', models.CharField(blank=True, help_text='Why, for your colleagues. Readers do not see it.', max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['term', 'other'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Least('term', 'other'), django.db.models.functions.comparison.Greatest('term', 'other'), name='synonym_pair_unique', violation_error_message='These two are a synonym already, one way or both. Change that one instead.'), models.CheckConstraint(condition=models.Q(('term', models.F('other')), _negated=True), name='synonym_not_itself', violation_error_message='Search takes these two for the same words already. Give two different ones.'), models.CheckConstraint(condition=models.Q(models.Q(('term', ''), _negated=True), models.Q(('other', ''), _negated=True)), name='synonym_whole')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
