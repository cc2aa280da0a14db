/**
 * Guards of the schema as triggers: the database itself refuses what must never happen, with the
 * words of SQLite's guards.
 */

/** SQLSTATE of what a guard refuses. */
const GUARD_SQLSTATE = 'XG001';

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** `NEW.x IS DISTINCT FROM OLD.x` of any of the columns. */
export const differs = (columns: readonly string[]) =>
  columns.map((name) => `NEW.${name} IS DISTINCT FROM OLD.${name}`).join(' OR ');

/** Whether the payment of this token is being erased. */
export const isErasing = (token: string) =>
  `EXISTS (SELECT 1 FROM erasing WHERE pay_token = ${token})`;

/** Whether less than a year has passed since. */
export const isYoung = (time: string) => `${time} > years_ago(1)`;

/** Conditions of columns: a time of the day, `HH:mm`, and a day, `yyyy-MM-dd`. */
export const TIME = "~ '^[0-2][0-9]:[0-5][0-9]$'";
export const DAY = "~ '^[2-9][0-9]{3}-[01][0-9]-[0-3][0-9]$'";

export const refuseFunctions = `
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '${GUARD_SQLSTATE}';
END $$;
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING
    MESSAGE = TG_TABLE_NAME || ': it is never emptied', ERRCODE = '${GUARD_SQLSTATE}';
END $$;
`;

/** TRUNCATE goes past the triggers of rows, so each table that has one refuses it. */
export const truncateGuards = `
DO $$
DECLARE guarded name;
BEGIN
  FOR guarded IN
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema::regnamespace
  LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT
      EXECUTE FUNCTION refuse_truncate()', guarded || '_no_truncate', guarded);
  END LOOP;
END $$;
`;

/** `BEFORE UPDATE ON table`, `BEFORE UPDATE OF column ON table` … */
type Moment = `BEFORE ${string} ON ${string}`;

/**
 * Refuses a row where `when` holds.
 * @param when on NEW and OLD, without a subquery; absent: always
 */
export const refused = (name: string, moment: Moment, message: string, when?: string) => `
CREATE TRIGGER ${name} ${moment} FOR EACH ROW
${when === undefined ? '' : `WHEN (${when})\n`}EXECUTE FUNCTION refuse(${quoted(message)});
`;

/** What a guard refuses, in order. The condition may read other tables. */
interface Refusal {
  message: string;
  where: string;
}

/**
 * Refuses a row where one of the conditions holds.
 * @param when when to look at all; as that of `refused`
 * @param first statements that run before, for a lock
 */
export const checked = (
  name: string,
  moment: Moment,
  refusals: readonly Refusal[],
  { when, first = '' }: { when?: string; first?: string } = {},
) => `
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  ${first}
${refusals
  .map(
    ({ message, where }) => `  IF (${where}) THEN
    RAISE EXCEPTION USING MESSAGE = ${quoted(message)}, ERRCODE = '${GUARD_SQLSTATE}';
  END IF;
`,
  )
  .join('')}  RETURN ${moment.startsWith('BEFORE DELETE') ? 'OLD' : 'NEW'};
END $$;
CREATE TRIGGER ${name} ${moment} FOR EACH ROW
${when === undefined ? '' : `WHEN (${when})\n`}EXECUTE FUNCTION ${name}();
`;

/** Runs statements after a row was written. */
export const after = (
  name: string,
  moment: `AFTER ${string} ON ${string}`,
  act: string,
  when?: string,
) => `
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
${act}
  RETURN NULL;
END $$;
CREATE TRIGGER ${name} ${moment} FOR EACH ROW
${when === undefined ? '' : `WHEN (${when})\n`}EXECUTE FUNCTION ${name}();
`;

export const noUpdate = (table: string, message = 'append only') =>
  refused(`${table}_no_update`, `BEFORE UPDATE ON ${table}`, `${table}: ${message}`);

export const noDelete = (table: string, message = 'append only') =>
  refused(`${table}_no_delete`, `BEFORE DELETE ON ${table}`, `${table}: ${message}`);

export const appendOnly = (table: string) => noUpdate(table) + noDelete(table);
