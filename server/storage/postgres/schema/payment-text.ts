/**
 * The index of texts: for each payment, the pieces of two and of three characters of what people
 * search it by. Instead of pg_trgm, which finds nothing in Korean with some ctypes and makes no
 * pieces of two characters. Rows of their own, because every change of a payment moves its row,
 * which would index all pieces again.
 */
import { MASK_SIGN } from '../../../../shared/mask-text.ts';

/** Of a regular expression: the letters and digits of all languages, as \p{L} and \p{N}. */
function lettersAndDigits(): string {
  const isOne = /[\p{L}\p{N}]/u;
  const sign = (code: number) =>
    code < 0x80 ? String.fromCodePoint(code) : `\\U${code.toString(16).padStart(8, '0')}`;
  const ranges: string[] = [];
  let from: number | null = null;
  for (let code = 0; code <= 0x110000; code += 1) {
    const fits = code <= 0x10ffff && isOne.test(String.fromCodePoint(code));
    if (fits) from ??= code;
    else if (from !== null) {
      ranges.push(from === code - 1 ? sign(from) : `${sign(from)}-${sign(code - 1)}`);
      from = null;
    }
  }
  return ranges.join('');
}

const letter = lettersAndDigits();
const local = `[${letter}._%+-]`;
const email = `(?<!${local})(${local})${local}*(@[${letter}-]+(?:\\.[${letter}-]+)+)`;
const spaced = String.raw`(?<![0-9])(?:01[0-9][ .][0-9]{3,4}[ .][0-9]{4}|[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{3,4})(?![0-9])`;
const number = String.raw`(?<![A-Za-z_0-9-])[0-9]+(?:-[0-9]+)*(?![A-Za-z_0-9]|-[A-Za-z_0-9])`;
const resident = String.raw`^[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])-?[1-8][0-9]{6}$`;
/** Every text that is masked has an at sign, or nine digits beside each other. */
const maskable = '@|[0-9](?:[-. ]?[0-9]){8}';

const masks = `
-- The equal of maskText in shared/mask-text.ts, which a test compares.
CREATE FUNCTION mask_number(run text, is_spaced boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  digits integer := char_length(replace(run, '-', ''));
BEGIN
  IF NOT is_spaced THEN
    IF run ~ '${resident}' THEN RETURN regexp_replace(run, '[0-9]', '${MASK_SIGN}', 'g'); END IF;
    IF digits NOT BETWEEN 10 AND 16 AND NOT (digits = 9 AND run ~ '^0[0-9]+-[0-9]+-[0-9]{4}$')
    THEN RETURN run; END IF;
  END IF;
  RETURN regexp_replace(left(run, -4), '[0-9]', '${MASK_SIGN}', 'g') || right(run, 4);
END $$;

CREATE FUNCTION mask_numbers(given text, pattern text, is_spaced boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  shown text := '';
  done integer := 1;
  start integer := regexp_instr(given, pattern);
  stop integer;
BEGIN
  WHILE start > 0 LOOP
    stop := regexp_instr(given, pattern, done, 1, 1);
    shown := shown || substr(given, done, start - done)
      || mask_number(substr(given, start, stop - start), is_spaced);
    done := stop;
    start := regexp_instr(given, pattern, done);
  END LOOP;
  RETURN shown || substr(given, done);
END $$;

CREATE FUNCTION shown_text(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
  IF given !~ '${maskable}' THEN RETURN given; END IF;
  IF strpos(given, '@') > 0 THEN
    given := regexp_replace(given, '${email}', '\\1${MASK_SIGN.repeat(3)}\\2', 'g');
  END IF;
  given := mask_numbers(given, '${spaced}', true);
  RETURN mask_numbers(given, '${number}', false);
END $$;
`;

/** High, or PostgreSQL reads the table and makes the pieces again instead of asking the index. */
const PIECES_COST = 10_000;

const pieces = `
-- Letters of ASCII without their case, as LIKE of SQLite compares them.
CREATE FUNCTION text_pieces(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST ${String(PIECES_COST)} AS $$
DECLARE
  one text;
  last text;
  before_last text;
  pieces text[] := '{}';
BEGIN
  FOREACH one IN ARRAY string_to_array(lower(words COLLATE "C"), NULL) LOOP
    IF last IS NOT NULL THEN pieces := pieces || (last || one); END IF;
    IF before_last IS NOT NULL THEN pieces := pieces || (before_last || last || one); END IF;
    before_last := last;
    last := one;
  END LOOP;
  RETURN pieces;
END $$;
`;

/** A table of texts; without a pending list, through which every search would have to look. */
const table = (name: string) => `
CREATE TABLE ${name} (
  pay_token text COLLATE "C" PRIMARY KEY,
  words text COLLATE "C" NOT NULL
);
CREATE INDEX ${name}_pieces ON ${name} USING gin (text_pieces(words)) WITH (fastupdate = off);
`;

const words = `NEW.order_no || chr(10) || NEW.product_desc`;

/** To be run after the table of payments is made. */
export const paymentText = `
${masks}
${pieces}
${table('payment_text')}
${table('payment_text_metadata')}

CREATE FUNCTION payment_text_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_text (pay_token, words) VALUES (NEW.pay_token, ${words})
  ON CONFLICT (pay_token) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $$;
CREATE TRIGGER payment_text_born AFTER INSERT ON payment
FOR EACH ROW EXECUTE FUNCTION payment_text_follow();
CREATE TRIGGER payment_text_changed AFTER UPDATE OF product_desc ON payment
FOR EACH ROW WHEN (NEW.product_desc <> OLD.product_desc) EXECUTE FUNCTION payment_text_follow();

CREATE FUNCTION payment_metadata_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM payment_text_metadata WHERE pay_token = NEW.pay_token;
  INSERT INTO payment_text_metadata (pay_token, words)
  SELECT NEW.pay_token, NEW.metadata WHERE NEW.metadata <> '';
  RETURN NULL;
END $$;
CREATE TRIGGER payment_metadata_born AFTER INSERT ON payment
FOR EACH ROW WHEN (NEW.metadata <> '') EXECUTE FUNCTION payment_metadata_follow();
CREATE TRIGGER payment_metadata_changed AFTER UPDATE OF metadata ON payment
FOR EACH ROW WHEN (NEW.metadata IS DISTINCT FROM OLD.metadata)
EXECUTE FUNCTION payment_metadata_follow();
`;
