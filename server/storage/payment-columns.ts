/**
 * Where the fields of a payment are stored: the row's type, reading it, the JSON of the list, what
 * a read or a creation writes and what erasing leaves all follow this table.
 */
import { eraseText } from '../../shared/mask-text.ts';
import {
  nothingTold,
  paymentFields,
  type Payment,
  type PersonalField,
  type ToldField,
} from '../../shared/payment.ts';

/** What is worked out of several columns, or of another table. */
type Derived = 'remaining' | 'parts' | 'partsKnown' | 'openOperation';
type StoredField = Exclude<keyof Payment, Derived>;

/** How SQLite holds a value: `flag` as 0 or 1, `json` as text. */
type KindOf<Value> =
  NonNullable<Value> extends boolean
    ? 'flag'
    : NonNullable<Value> extends readonly unknown[]
      ? 'json'
      : 'plain';

const storedFields = {
  payToken: { column: 'pay_token', kind: 'plain' },
  orderNo: { column: 'order_no', kind: 'plain' },
  status: { column: 'status', kind: 'plain' },
  amount: { column: 'amount', kind: 'plain' },
  refunded: { column: 'refunded', kind: 'plain' },
  payMethod: { column: 'pay_method', kind: 'plain' },
  cardCompanyName: { column: 'card_company', kind: 'plain' },
  productDesc: { column: 'product_desc', kind: 'plain' },
  metadata: { column: 'metadata', kind: 'plain' },
  autoExecute: { column: 'auto_execute', kind: 'flag' },
  cashReceipt: { column: 'cash_receipt', kind: 'flag' },
  checkoutPage: { column: 'checkout_page', kind: 'plain' },
  availableActions: { column: 'available_actions', kind: 'json' },
  drift: { column: 'drift', kind: 'plain' },
  readFault: { column: 'read_fault', kind: 'plain' },
  quarantined: { column: 'quarantined', kind: 'flag' },
  createdAt: { column: 'created_at', kind: 'plain' },
  expiresAt: { column: 'expires_at', kind: 'plain' },
  approvedAt: { column: 'approved_at', kind: 'plain' },
  completedAt: { column: 'completed_at', kind: 'plain' },
  canceledAt: { column: 'canceled_at', kind: 'plain' },
  changedAt: { column: 'changed_at', kind: 'plain' },
  observedAt: { column: 'observed_at', kind: 'plain' },
  observedBy: { column: 'observed_by', kind: 'plain' },
} as const satisfies { [F in StoredField]: { column: string; kind: KindOf<Payment[F]> } };

/** What only the maker of a payment knows: Toss's status tells none of it. */
const madeFields = ['autoExecute', 'cashReceipt', 'checkoutPage', 'expiresAt'] as const;
export type MadeField = (typeof madeFields)[number];

type ColumnOf<F extends StoredField> = (typeof storedFields)[F]['column'];
type Stored<Value, Kind> = Kind extends 'flag'
  ? 0 | 1 | Extract<Value, null>
  : Kind extends 'json'
    ? string | Extract<Value, null>
    : Value;
/** The columns of these fields, as SQLite holds them. */
type ColumnsOf<F extends StoredField> = {
  [Name in F as ColumnOf<Name>]: Stored<Payment[Name], KindOf<Payment[Name]>>;
};
export type StoredColumns = ColumnsOf<StoredField>;

/** A row with the stored fields of a payment. */
type Row = StoredColumns & { erased_at: string | null };

const stored = Object.keys(storedFields) as StoredField[];
const storedEntries = stored.map((field) => [field, storedFields[field]] as const);
const toldFields = Object.keys(nothingTold) as ToldField[];

function toStored(value: Payment[StoredField]): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Array.isArray(value) ? JSON.stringify(value) : value;
}

function fromStored(kind: 'plain' | 'flag' | 'json', value: string | number | null): unknown {
  if (value === null || kind === 'plain') return value;
  return kind === 'flag' ? value === 1 : JSON.parse(String(value));
}

function columnsOf<F extends StoredField>(
  fields: readonly F[],
  valueOf: (field: F) => unknown,
): ColumnsOf<F> {
  const entries = fields.map((field) => [storedFields[field].column, valueOf(field)]);
  return Object.fromEntries(entries) as ColumnsOf<F>;
}

/** Row → the fields that it holds. In a loop over an array: the engine does it for every read. */
export function readStored(row: StoredColumns): Pick<Payment, StoredField> {
  const read: Partial<Record<StoredField, unknown>> = {};
  for (const [field, { column, kind }] of storedEntries) {
    read[field] = fromStored(kind, row[column]);
  }
  return read as Pick<Payment, StoredField>;
}

const sqlOf = {
  plain: (column: string) => column,
  flag: (column: string) => `json(CASE ${column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`,
  json: (column: string) => `json(${column})`,
};

/** The same as arguments of `json_object`, of a row `p`. @param without fields that are left out */
export function storedJson(without: readonly (keyof Payment)[] = []): string {
  return storedEntries
    .filter(([field]) => !without.includes(field))
    .map(([field, { column, kind }]) => `'${field}', ${sqlOf[kind](`p.${column}`)}`)
    .join(', ');
}

/** What the first read of a payment tells. */
export const toldColumns = (told: Pick<Payment, ToldField>): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => toStored(told[field]));

/** @param made `null` where the desk did not make the payment */
export const madeColumns = (made: Pick<Payment, MadeField> | null): ColumnsOf<MadeField> =>
  columnsOf(madeFields, (field) => (made === null ? null : toStored(made[field])));

/** What was erased comes back with no read. */
const isErased = (row: Row, field: StoredField) =>
  row.erased_at !== null && paymentFields[field].personal !== false;

/** What is known after a further read. */
export const toldAfter = (row: Row, told: Pick<Payment, ToldField>): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => {
    const known = row[storedFields[field].column];
    return isErased(row, field) ? known : (toStored(told[field]) ?? known);
  });

/** What is known after its maker has told it, of a payment that a read adopted before. */
export const madeAfter = (row: Row, made: Pick<Payment, MadeField>): ColumnsOf<MadeField> =>
  columnsOf(madeFields, (field) => {
    const known = row[storedFields[field].column];
    return isErased(row, field) ? known : (known ?? toStored(made[field]));
  });

/** The told columns as the row has them. */
export const toldIn = (row: StoredColumns): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => row[storedFields[field].column]);

/** What is left of the fields by which a person may be found. */
export function erasedColumns(row: StoredColumns): ColumnsOf<PersonalField & StoredField> {
  const personal = stored.filter((field) => paymentFields[field].personal !== false);
  return columnsOf(personal as (PersonalField & StoredField)[], (field) => {
    const value = row[storedFields[field].column];
    return value === null || paymentFields[field].personal === 'hidden' ? null : eraseText(value);
  });
}
