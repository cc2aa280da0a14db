/**
 * How the fields of a payment are stored. The row type, reading a row, the list's JSON, the columns
 * written by a read or a creation, and erasing all follow this table.
 */
import { eraseText } from '../../shared/mask-text.ts';
import {
  nothingTold,
  paymentFields,
  type Payment,
  type PersonalField,
  type ToldField,
} from '../../shared/payment.ts';

/** Fields computed from several columns or another table. */
type Derived = 'remaining' | 'parts' | 'partsKnown' | 'openOperation';
type StoredField = Exclude<keyof Payment, Derived>;

/** A value's form in SQLite: `flag` as 0 or 1, `json` as text. */
type KindOf<Value> =
  NonNullable<Value> extends boolean
    ? 'flag'
    : NonNullable<Value> extends object
      ? 'json'
      : 'plain';

/** `news`: a read that changes the field sets `changed_at` and is announced. */
const storedFields = {
  payToken: { column: 'pay_token', kind: 'plain', news: false },
  orderNo: { column: 'order_no', kind: 'plain', news: false },
  status: { column: 'status', kind: 'plain', news: true },
  amount: { column: 'amount', kind: 'plain', news: false },
  refunded: { column: 'refunded', kind: 'plain', news: true },
  transferred: { column: 'transferred', kind: 'plain', news: false },
  payMethod: { column: 'pay_method', kind: 'plain', news: true },
  cardCompanyName: { column: 'card_company', kind: 'plain', news: false },
  cardApprovalNo: { column: 'card_approval_no', kind: 'plain', news: false },
  cardKind: { column: 'card_kind', kind: 'plain', news: false },
  installmentMonths: { column: 'installment_months', kind: 'plain', news: false },
  slipUrl: { column: 'slip_url', kind: 'plain', news: false },
  discounted: { column: 'discounted', kind: 'plain', news: false },
  productDesc: { column: 'product_desc', kind: 'plain', news: false },
  metadata: { column: 'metadata', kind: 'plain', news: false },
  items: { column: 'items', kind: 'json', news: false },
  autoExecute: { column: 'auto_execute', kind: 'flag', news: false },
  cashReceipt: { column: 'cash_receipt', kind: 'flag', news: false },
  checkoutPage: { column: 'checkout_page', kind: 'plain', news: false },
  availableActions: { column: 'available_actions', kind: 'json', news: false },
  drift: { column: 'drift', kind: 'plain', news: true },
  readFault: { column: 'read_fault', kind: 'plain', news: true },
  quarantined: { column: 'quarantined', kind: 'flag', news: true },
  createdAt: { column: 'created_at', kind: 'plain', news: false },
  expiresAt: { column: 'expires_at', kind: 'plain', news: false },
  approvedAt: { column: 'approved_at', kind: 'plain', news: false },
  completedAt: { column: 'completed_at', kind: 'plain', news: true },
  canceledAt: { column: 'canceled_at', kind: 'plain', news: true },
  changedAt: { column: 'changed_at', kind: 'plain', news: false },
  observedAt: { column: 'observed_at', kind: 'plain', news: false },
  observedBy: { column: 'observed_by', kind: 'plain', news: false },
  tossView: { column: 'toss_view', kind: 'json', news: false },
} as const satisfies {
  [F in StoredField]: { column: string; kind: KindOf<Payment[F]>; news: boolean };
};

/** Known only from the creation of a payment; Toss's status doesn't contain it. */
const madeFields = ['autoExecute', 'cashReceipt', 'checkoutPage', 'expiresAt', 'items'] as const;
export type MadeField = (typeof madeFields)[number];

type ColumnOf<F extends StoredField> = (typeof storedFields)[F]['column'];
type Stored<Value, Kind> = Kind extends 'flag'
  ? 0 | 1 | Extract<Value, null>
  : Kind extends 'json'
    ? string | Extract<Value, null>
    : Value;
/** The columns of these fields as stored. */
type ColumnsOf<F extends StoredField> = {
  [Name in F as ColumnOf<Name>]: Stored<Payment[Name], KindOf<Payment[Name]>>;
};
export type StoredColumns = ColumnsOf<StoredField>;

type Row = StoredColumns & { erased_at: string | null };

const stored = Object.keys(storedFields) as StoredField[];
const storedEntries = stored.map((field) => [field, storedFields[field]] as const);
const toldFields = Object.keys(nothingTold) as ToldField[];

function toStored(value: Payment[StoredField]): string | number | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
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

/** Row → fields. A loop over an array, because it runs on every read and must be fast. */
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

/**
 * The same fields as arguments of `json_object`, of a row `p`.
 * @param without fields to leave out
 */
export function storedJson(without: readonly (keyof Payment)[] = []): string {
  return storedEntries
    .filter(([field]) => !without.includes(field))
    .map(([field, { column, kind }]) => `'${field}', ${sqlOf[kind](`p.${column}`)}`)
    .join(', ');
}

/** Columns whose change is announced. */
export const newsColumns = Object.values(storedFields)
  .filter(({ news }) => news)
  .map(({ column }) => column);

/** Columns from the first read of a payment. */
export const toldColumns = (told: Pick<Payment, ToldField>): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => toStored(told[field]));

/** @param made `null` if the desk did not create the payment */
export const madeColumns = (made: Pick<Payment, MadeField> | null): ColumnsOf<MadeField> =>
  columnsOf(madeFields, (field) => (made === null ? null : toStored(made[field])));

/** An erased field is never filled again by a read. */
const isErased = (row: Row, field: StoredField) =>
  row.erased_at !== null && paymentFields[field].personal !== false;

/** Columns after a further read: a `null` keeps the known value. */
export const toldAfter = (row: Row, told: Pick<Payment, ToldField>): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => {
    const known = row[storedFields[field].column];
    return isErased(row, field) ? known : (toStored(told[field]) ?? known);
  });

/** Columns after its creation becomes known, for a payment that a read adopted first. */
export const madeAfter = (row: Row, made: Pick<Payment, MadeField>): ColumnsOf<MadeField> =>
  columnsOf(madeFields, (field) => {
    const known = row[storedFields[field].column];
    return isErased(row, field) ? known : (known ?? toStored(made[field]));
  });

/** The row's present values of these columns. */
export const toldIn = (row: StoredColumns): ColumnsOf<ToldField> =>
  columnsOf(toldFields, (field) => row[storedFields[field].column]);

/** A list with every text in it erased, as JSON. */
const eraseJson = (json: string) =>
  JSON.stringify(JSON.parse(json), (_key, inner: unknown) =>
    typeof inner === 'string' ? eraseText(inner) : inner,
  );

/** The personal fields after erasing. */
export function erasedColumns(row: StoredColumns): ColumnsOf<PersonalField & StoredField> {
  const personal = stored.filter((field) => paymentFields[field].personal !== false);
  return columnsOf(personal as (PersonalField & StoredField)[], (field) => {
    const { column, kind } = storedFields[field];
    const value = row[column];
    if (value === null || paymentFields[field].personal === 'hidden') return null;
    return kind === 'json' ? eraseJson(value) : eraseText(value);
  });
}
