"""What is in the library gets its kind and its first version, and Postgres itself refuses to change a version."""

from django.db import migrations

FILL = """
UPDATE references_reference SET
    has_more_authors = coalesce(csl ->> 'note', '') ILIKE '%authors truncated%',
    kind = CASE
        WHEN kind = 'article-journal' AND csl ->> 'genre' ~* '\\m(systematic review|cochrane review)'
            THEN 'systematic-review'
        WHEN kind = 'article-journal' THEN 'journal-article'
        WHEN kind = 'report' AND csl ->> 'genre' ~* '\\m(guideline|guidance)' THEN 'guideline'
        WHEN kind = 'webpage' AND csl ->> 'genre' ~* '\\m(clinical trial|trial registration)' THEN 'clinical-trial'
        WHEN kind = 'webpage' THEN 'web-page'
        WHEN kind = 'article' THEN 'preprint'
        WHEN kind IN ('book', 'chapter', 'report', 'thesis') THEN kind
        ELSE 'other'
    END;

INSERT INTO references_referenceversion (reference_id, number, state, at, why)
SELECT id, 1, jsonb_build_object('csl', csl, 'internal_note', ''), changed_at, 'As it stood when its history began'
  FROM references_reference;
"""

UNFILL = """
DELETE FROM references_referenceversion;
UPDATE references_reference SET kind = csl ->> 'type';
"""

GUARD = """
CREATE FUNCTION references_refuse_other_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of a reference is kept: a version never changes.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER version_unchanged BEFORE UPDATE ON references_referenceversion
    FOR EACH ROW EXECUTE FUNCTION references_refuse_other_version();
"""

UNGUARD = """
DROP TRIGGER version_unchanged ON references_referenceversion;
DROP FUNCTION references_refuse_other_version();
"""


class Migration(migrations.Migration):
    dependencies = [("references", "0003_kinds_facts_and_versions")]

    operations = [migrations.RunSQL(FILL, UNFILL), migrations.RunSQL(GUARD, UNGUARD)]
