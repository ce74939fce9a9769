"""Postgres itself refuses another key for a reference: published documents name it by its key."""

import references.csl
from django.db import migrations, models

GUARD = """
CREATE FUNCTION references_refuse_new_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The key of a reference never changes: % stays.', OLD.key
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER reference_key_unchanged BEFORE UPDATE OF key ON references_reference
    FOR EACH ROW WHEN (NEW.key IS DISTINCT FROM OLD.key) EXECUTE FUNCTION references_refuse_new_key();
"""

UNGUARD = """
DROP TRIGGER reference_key_unchanged ON references_reference;
DROP FUNCTION references_refuse_new_key();
"""

class Migration(migrations.Migration):

    dependencies = [
        ('references', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reference',
            name='key',
            field=models.CharField(db_collation='C', help_text='Its name in texts, [@zamboni2009]: first author and year. It stays the same for ever, and the reference is never deleted: old editions of texts cite it.', max_length=100, unique=True, validators=[references.csl.validate_key]),
        ),
        migrations.AlterField(
            model_name='reference',
            name='kind',
            field=models.CharField(blank=True, choices=[('article', 'preprint or working paper'), ('article-journal', 'journal article'), ('article-magazine', 'magazine article'), ('article-newspaper', 'newspaper article'), ('bill', 'bill'), ('book', 'book'), ('broadcast', 'broadcast'), ('chapter', 'chapter'), ('classic', 'classic'), ('collection', 'collection'), ('dataset', 'dataset'), ('document', 'document'), ('entry', 'entry in a reference work'), ('entry-dictionary', 'dictionary entry'), ('entry-encyclopedia', 'encyclopaedia entry'), ('event', 'event'), ('figure', 'figure'), ('graphic', 'picture'), ('hearing', 'hearing'), ('interview', 'interview'), ('legal_case', 'legal case'), ('legislation', 'legislation'), ('manuscript', 'manuscript'), ('map', 'map'), ('motion_picture', 'film or video'), ('musical_score', 'musical score'), ('pamphlet', 'leaflet'), ('paper-conference', 'conference paper'), ('patent', 'patent'), ('performance', 'performance'), ('periodical', 'periodical'), ('personal_communication', 'personal communication'), ('post', 'online post'), ('post-weblog', 'blog post'), ('regulation', 'regulation'), ('report', 'report or guideline'), ('review', 'review'), ('review-book', 'book review'), ('software', 'software'), ('song', 'song or recording'), ('speech', 'speech'), ('standard', 'standard'), ('thesis', 'thesis'), ('treaty', 'treaty'), ('webpage', 'web page')], max_length=50),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
