/** Notes in the database what a desk writes that does not lead. */

/** A desk connects under its own address, by which the row of the lead names it too. */
export const noteStrayWrites = `
CREATE TABLE stray_write (desk text NOT NULL, lead text, place text NOT NULL);
CREATE FUNCTION note_stray_write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  desk text := current_setting('application_name');
  lead text := (SELECT url FROM desk_lead WHERE id = 1);
BEGIN
  IF desk LIKE 'http%' AND desk IS DISTINCT FROM lead THEN
    INSERT INTO stray_write VALUES (desk, lead, TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE
  place text;
BEGIN
  FOR place IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('desk_lead', 'desk_schema', 'stray_write')
  LOOP
    EXECUTE format('CREATE TRIGGER note_stray_write AFTER INSERT OR UPDATE OR DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION note_stray_write()', place);
  END LOOP;
END $$`;

export const strayWrites = `SELECT DISTINCT
    format('%s wrote %s while %s had the lead', desk, place, lead) AS told
  FROM stray_write`;
