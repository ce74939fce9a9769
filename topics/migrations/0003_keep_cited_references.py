"""Postgres itself keeps a reference that any revision names: documents hold its key and no copy of what it says.

It stands here and not with the references, which know nothing of topics.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION topics_keep_cited_reference() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM topics_revision
        WHERE text::jsonb @> jsonb_build_object('references', jsonb_build_array(jsonb_build_object('key', OLD.key)))
    ) THEN
        RAISE EXCEPTION 'The record is kept: the reference % is cited by a version of a topic.', OLD.key
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER cited_reference_kept BEFORE DELETE ON references_reference
    FOR EACH ROW EXECUTE FUNCTION topics_keep_cited_reference();
"""

UNGUARD = """
DROP TRIGGER cited_reference_kept ON references_reference;
DROP FUNCTION topics_keep_cited_reference();
"""


class Migration(migrations.Migration):
    dependencies = [("topics", "0002_guards"), ("references", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
