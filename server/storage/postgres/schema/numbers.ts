/**
 * Numbers of rows, given as SQLite gives them: a unit that is undone leaves no gap, so equal runs
 * end in equal rows on both engines. A sequence of PostgreSQL would leave gaps, and ids could
 * become visible out of order.
 */

/** Tables with AUTOINCREMENT on SQLite: a number is never given twice, also of a deleted row. */
const counted = {
  id: [
    ...['access_record', 'callback', 'month_entry', 'settlement_bank_line'],
    ...['settlement_deposit', 'settlement_fee_back', 'settlement_import', 'settlement_line'],
    ...['settlement_rate', 'sheet_mail'],
  ],
  seq: ['event', 'outgoing_event'],
};

/** Tables of which a new row gets the number after the highest. */
const following = { id: ['over_given_acknowledged'], seq: ['bank_transfer_take_back'] };

/** `sqlite_sequence` is SQLite's name: restoring moves it on both engines. */
const functionsOf = (column: 'id' | 'seq') => `
CREATE FUNCTION number_counted_${column}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest bigint;
BEGIN
  INSERT INTO sqlite_sequence AS counter (name, seq)
  VALUES (TG_TABLE_NAME, coalesce(NEW.${column}, 1))
  ON CONFLICT (name) DO UPDATE SET seq = greatest(coalesce(NEW.${column}, counter.seq + 1), counter.seq)
  RETURNING seq INTO newest;
  NEW.${column} := coalesce(NEW.${column}, newest);
  RETURN NEW;
END $$;
CREATE FUNCTION number_after_highest_${column}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT coalesce(max(${column}), 0) + 1 FROM %I', TG_TABLE_NAME) INTO NEW.${column};
  RETURN NEW;
END $$;
`;

const triggerOf = (table: string, does: string, when: string) => `
CREATE TRIGGER ${table}_numbered BEFORE INSERT ON ${table} FOR EACH ROW ${when}
EXECUTE FUNCTION ${does}();
`;

const columns = ['id', 'seq'] as const;

export const numbersSchema = `
CREATE TABLE sqlite_sequence (name TEXT PRIMARY KEY, seq INTEGER NOT NULL);
${columns.map(functionsOf).join('')}
${columns
  .flatMap((column) => [
    ...counted[column].map((table) => triggerOf(table, `number_counted_${column}`, '')),
    ...following[column].map((table) =>
      triggerOf(table, `number_after_highest_${column}`, `WHEN (NEW.${column} IS NULL)`),
    ),
  ])
  .join('')}
`;
