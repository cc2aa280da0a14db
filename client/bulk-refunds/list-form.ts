/** The form of a new list and what is read from it; pure. */
import type { TFunction } from 'i18next';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { needsNote, OTHER_REASON } from '../../shared/settings.ts';
import { formatWon } from '../../shared/won.ts';
import type { GivenList, ListBody } from './given-list.ts';
import { sentReason, type ReasonDraft } from '../parts/sent-reason.ts';
import { inputOf, readRow, type LineFault, type ListRow } from './list-row.ts';
import { readList, type ReadList } from './read-list.ts';
import { writeList } from './write-list.ts';

/** A payment picked in the list. From an address alone only its token is known. */
export interface PickedPayment {
  payToken: string;
  /** What the list showed of it, if it came from there. */
  shown?: { orderNo: string; productDesc: string; remaining: number };
}

/** A row typed by hand, or a payment picked in the list. */
export interface HandRow {
  key: number;
  orderNo: string;
  picked: PickedPayment | null;
  /** Won; `null` refunds everything that is left. */
  amount: number | null;
  reason: string;
}

export interface ListForm extends ReasonDraft {
  how: 'text' | 'rows';
  text: string;
  rows: readonly HandRow[];
  /** If empty, a name with the day's date is used. */
  name: string;
  /** Id of the draft that this list replaces. */
  replaces: string | null;
}

/** Number of empty rows in a new form. */
const EMPTY_ROWS = 3;

let lastKey = 0;

export function newHandRow(part: Partial<Omit<HandRow, 'key'>> = {}): HandRow {
  lastKey += 1;
  return { orderNo: '', picked: null, amount: null, reason: '', ...part, key: lastKey };
}

/** An empty form, or one with the given payments as rows. */
export function newListForm(payments: readonly PickedPayment[] = []): ListForm {
  const rows = payments.map((picked) => newHandRow({ picked }));
  return {
    how: rows.length > 0 ? 'rows' : 'text',
    text: '',
    rows: rows.length > 0 ? rows : Array.from({ length: EMPTY_ROWS }, () => newHandRow()),
    name: '',
    reason: '',
    otherText: OTHER_REASON,
    note: '',
    replaces: null,
  };
}

export function isEmptyRow({ orderNo, picked, amount, reason }: HandRow): boolean {
  return orderNo.trim() === '' && picked === null && amount === null && reason.trim() === '';
}

/** `true` if leaving would lose input. */
export function hasTyped(form: ListForm): boolean {
  if (form.name !== '' || form.reason !== '' || form.note !== '') return true;
  return form.text.trim() !== '' || form.rows.some((row) => !isEmptyRow(row));
}

/** The rows of the form and their faults. */
export function readForm(form: Pick<ListForm, 'how' | 'text' | 'rows'>): ReadList {
  if (form.how === 'text') return readList(form.text);
  const rows: ListRow[] = [];
  const faults: LineFault[] = [];
  for (const [index, one] of form.rows.entries()) {
    if (isEmptyRow(one)) continue;
    const cells = {
      orderNo: one.orderNo,
      payToken: one.picked?.payToken ?? '',
      amount: one.amount === null ? '' : formatWon(one.amount),
      reason: one.reason,
    };
    const read = readRow(cells, index + 1);
    rows.push(read.row);
    faults.push(...read.faults);
  }
  if (rows.length > BULK_MAX_ROWS) {
    faults.unshift({ line: BULK_MAX_ROWS + 1, code: 'too-many', text: String(rows.length) });
  }
  return { rows, faults, ignored: [] };
}

/** `true` if a row's reason needs a note and the list has none. */
export function lacksNote({ note }: Pick<ListForm, 'note'>, rows: readonly ListRow[]): boolean {
  return note.trim() === '' && rows.some(({ reason }) => reason !== null && needsNote(reason));
}

/** The request body of the check. */
export function bodyOf(form: ListForm, rows: readonly ListRow[], name: string): ListBody {
  const note = form.note.trim();
  return {
    name,
    reason: sentReason(form),
    ...(note === '' ? {} : { note }),
    rows: rows.map(inputOf),
  };
}

/** Form with a checked list as text, in which every line can be corrected. */
function againForm(list: GivenList, t: TFunction): ListForm {
  const { rows, name, note, replaces } = list;
  return { ...newListForm(), text: writeList(rows, t), name, note: note ?? '', replaces };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The form in the browser's history state: a form, or a list that was checked already. */
export function keptForm(state: unknown, t: TFunction): ListForm | null {
  if (!isObject(state)) return null;
  if ('again' in state && isObject(state.again)) return againForm(state.again as GivenList, t);
  if (!('form' in state) || !isObject(state.form)) return null;
  const form = state.form as ListForm;
  // Keys are unique only within a page load, so the rows get new ones.
  return { ...form, rows: form.rows.map((row) => newHandRow(row)) };
}

/** Payments picked in the list, from the history state or from `?payTokens=a,b`. */
export function pickedPayments(search: string, state: unknown): PickedPayment[] {
  const kept = isObject(state) && 'picked' in state ? (state.picked as PickedPayment[]) : [];
  const inAddress = (new URLSearchParams(search).get('payTokens') ?? '').split(',');
  const bare = inAddress.filter((one) => one !== '').map((payToken) => ({ payToken }));
  const byToken = new Map([...bare, ...kept].map((one) => [one.payToken, one]));
  return [...byToken.values()].slice(0, BULK_MAX_ROWS);
}
