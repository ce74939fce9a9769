"""Postgres itself refuses to change the record's past. Triggers name columns, never a clock."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION topics_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is kept: % of % is refused.', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER revision_unchanged BEFORE UPDATE ON topics_revision
    FOR EACH ROW EXECUTE FUNCTION topics_refuse();
CREATE TRIGGER review_unchanged BEFORE UPDATE ON topics_review
    FOR EACH ROW EXECUTE FUNCTION topics_refuse();
CREATE TRIGGER address_kept BEFORE UPDATE OR DELETE ON topics_address
    FOR EACH ROW EXECUTE FUNCTION topics_refuse();
CREATE TRIGGER edition_kept BEFORE DELETE ON topics_edition
    FOR EACH ROW EXECUTE FUNCTION topics_refuse();

-- A topic without a single edition may be discarded whole.
CREATE FUNCTION topics_refuse_if_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
BEGIN
    IF TG_TABLE_NAME = 'topics_review' THEN
        SELECT topic_id INTO owner FROM topics_revision WHERE id = OLD.revision_id;
    ELSE
        owner := OLD.topic_id;
    END IF;
    IF EXISTS (SELECT FROM topics_edition WHERE topic_id = owner) THEN
        RAISE EXCEPTION 'The record is kept: delete of % is refused.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER revision_kept BEFORE DELETE ON topics_revision
    FOR EACH ROW EXECUTE FUNCTION topics_refuse_if_published();
CREATE TRIGGER review_kept BEFORE DELETE ON topics_review
    FOR EACH ROW EXECUTE FUNCTION topics_refuse_if_published();

CREATE FUNCTION topics_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cancelled CONSTANT text[] := ARRAY['cancelled_at', 'cancelled_by_id'];
BEGIN
    IF to_jsonb(NEW) - cancelled - 'live_until' IS DISTINCT FROM to_jsonb(OLD) - cancelled - 'live_until'
       OR (OLD.cancelled_at IS NOT NULL
           AND (NEW.cancelled_at, NEW.cancelled_by_id) IS DISTINCT FROM (OLD.cancelled_at, OLD.cancelled_by_id))
    THEN
        RAISE EXCEPTION 'The record is kept: update of topics_edition is refused.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER edition_unchanged BEFORE UPDATE ON topics_edition
    FOR EACH ROW EXECUTE FUNCTION topics_guard_edition();

-- An edition shows a revision of its own topic.
ALTER TABLE topics_revision ADD CONSTRAINT revision_of_topic UNIQUE (id, topic_id);
ALTER TABLE topics_edition ADD CONSTRAINT edition_revision_of_topic
    FOREIGN KEY (revision_id, topic_id) REFERENCES topics_revision (id, topic_id) DEFERRABLE INITIALLY DEFERRED;
"""

UNGUARD = """
ALTER TABLE topics_edition DROP CONSTRAINT edition_revision_of_topic;
ALTER TABLE topics_revision DROP CONSTRAINT revision_of_topic;
DROP TRIGGER edition_unchanged ON topics_edition;
DROP TRIGGER review_kept ON topics_review;
DROP TRIGGER revision_kept ON topics_revision;
DROP TRIGGER edition_kept ON topics_edition;
DROP TRIGGER address_kept ON topics_address;
DROP TRIGGER review_unchanged ON topics_review;
DROP TRIGGER revision_unchanged ON topics_revision;
DROP FUNCTION topics_guard_edition();
DROP FUNCTION topics_refuse_if_published();
DROP FUNCTION topics_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("topics", "0001_initial")]

    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
