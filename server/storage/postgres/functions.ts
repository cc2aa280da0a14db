/**
 * Functions that PostgreSQL lacks: those of SQLite that statements call on both engines, and those
 * of the schema itself. Made before the tables.
 *
 * pg_dump restores a copy without a search path: what a CHECK or an index calls may name other
 * functions of the schema only in the form with RETURN, which keeps them resolved.
 */
export const functions = `
-- Whether a text is JSON; NULL for NULL.
CREATE FUNCTION json_valid(given text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  PERFORM given::json;
  RETURN true;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN false;
END $$;

-- A JSON string or number as SQLite's json_object() writes it.
CREATE FUNCTION json_text(given text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce(to_json(given)::text, 'null') $$;
CREATE FUNCTION json_text(given bigint) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT coalesce(given::text, 'null') $$;

-- The body of an operation for Toss without the API key; see operationBodySql. The same bytes as
-- SQLite's: the body is hashed, and a refund without an amount would refund everything left.
CREATE FUNCTION operation_body(kind text, api_version text, id text, pay_token text, order_no text,
  amount bigint, taxable bigint, vat bigint, tax_free bigint, service_fee bigint, reason text)
RETURNS text LANGUAGE sql STABLE
  RETURN CASE kind || ' ' || api_version
    WHEN 'refund v1' THEN '{"payToken":' || json_text(pay_token)
      || ',"amount":' || json_text(amount)
      || ',"amountTaxable":' || json_text(taxable)
      || ',"amountTaxFree":' || json_text(tax_free)
      || ',"amountVat":' || json_text(vat)
      || ',"amountServiceFee":' || json_text(service_fee)
      || ',"refundNo":' || json_text(id) || ',"reason":' || json_text(reason) || '}'
    WHEN 'refund v2' THEN '{"payToken":' || json_text(pay_token)
      || ',"refundNo":' || json_text(id) || ',"idempotent":true'
      || ',"amount":' || json_text(amount)
      || ',"amountTaxable":' || json_text(taxable)
      || ',"amountTaxFree":' || json_text(tax_free)
      || ',"amountVat":' || json_text(vat)
      || ',"amountServiceFee":' || json_text(service_fee)
      || ',"reason":' || json_text(reason) || '}'
    WHEN 'execute v1' THEN '{"payToken":' || json_text(pay_token)
      || ',"amount":' || json_text(amount)
      || ',"orderNo":' || json_text(order_no) || '}'
    WHEN 'execute v2' THEN '{"payToken":' || json_text(pay_token)
      || ',"orderNo":' || json_text(order_no) || '}'
    WHEN 'cancel v1' THEN '{"payToken":' || json_text(pay_token)
      || ',"reason":' || json_text(reason) || '}'
  END;

-- The day in Seoul, yyyy-MM-dd, of an ISO time in UTC; NULL for NULL.
CREATE FUNCTION seoul_day(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT to_char(replace(given, 'Z', '')::timestamp + interval '9 hours', 'YYYY-MM-DD')
$$;

-- ISO UTC. The 29th of February of a year without one is the 1st of March, as in SQLite.
CREATE FUNCTION years_before(at timestamp, years integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(
    date_trunc('month', at) - make_interval(years => years) + (at - date_trunc('month', at)),
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
CREATE FUNCTION years_ago(years integer) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT years_before(statement_timestamp() AT TIME ZONE 'UTC', years)
$$;

-- JSON that PostgreSQL can take apart: NUL has the sign that stands for it in texts.
CREATE FUNCTION json_of(document text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN strpos(document, '\\u0000') = 0 THEN document
    ELSE regexp_replace(document, '(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000', '\\1' || chr(9216), 'g')
  END::json
$$;

-- SQLite's, for a path of names such as $.changes.role. Gives a text, whatever it is.
CREATE FUNCTION json_extract(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT json_of(document) #>> string_to_array(substr(path, 3), '.')
$$;

-- SQLite's, for a list. Gives texts.
CREATE FUNCTION json_each(list text) RETURNS TABLE (key bigint, value text)
LANGUAGE sql IMMUTABLE ROWS 10 AS $$
  SELECT n - 1, element FROM json_array_elements_text(json_of(list)) WITH ORDINALITY AS each (element, n)
$$;

-- SQLite's, for an ISO time in UTC and spans of time such as +9 hours.
CREATE FUNCTION date(at text, VARIADIC spans text[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(
    replace(at, 'Z', '')::timestamp + array_to_string(spans, ' ')::interval, 'YYYY-MM-DD')
$$;

-- SQLite's.
CREATE FUNCTION ifnull(value text, other text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(value, other)
$$;

-- SQLite's.
CREATE FUNCTION instr(text text, part text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT strpos(text, part)::bigint
$$;

-- SQLite's hint for its planner.
CREATE FUNCTION likelihood(condition boolean, chance numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT condition $$;

-- SQLite's, for a day, yyyy-MM-dd.
CREATE FUNCTION julianday(day text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT (day::date - DATE '2000-01-01') + 2451544.5
$$;
`;

const bodyColumns = [
  ...['kind', 'api_version', 'id', 'pay_token', 'order_no', 'amount', 'taxable', 'vat'],
  ...['tax_free', 'service_fee', 'reason'],
];

/** The expression that makes an operation's body from its columns, as `operationBodySql`. */
export const postgresBodySql = (prefix: string) =>
  `operation_body(${bodyColumns.map((name) => prefix + name).join(', ')})`;
