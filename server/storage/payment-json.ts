/**
 * Payments as JSON text, made by SQLite: for fifty rows, creating objects and serialising them
 * takes longer than the query. A test compares the result with `paymentFromRow`.
 */
import { notInRows } from '../../shared/payment.ts';
import type { TaxPart } from '../../shared/tax-split.ts';
import { openStatesText } from './open-states.ts';
import { storedJson } from './payment-columns.ts';

/** Joins the payment's open operation as `o`. */
export const joinOpenOperation = `LEFT JOIN operation AS o
  ON o.pay_token = p.pay_token AND o.state IN (${openStatesText})`;

const columnOf: Record<TaxPart, string> = {
  taxable: 'taxable',
  vat: 'vat',
  taxFree: 'tax_free',
  serviceFee: 'service_fee',
};

const balances = Object.entries(columnOf).map(
  ([part, column]) => `'${part}', json_object('paid', p.${column}, 'refunded', p.own_${column},
    'remaining', p.${column} - p.own_${column})`,
);

const paidParts = Object.entries(columnOf).map(
  ([part, column]) => `'${part}', json_object('paid', p.${column})`,
);

/** Nothing was refunded elsewhere, so the parts are exact. */
const allOurOwn = `p.refunded <= p.own_taxable + p.own_vat + p.own_tax_free + p.own_service_fee`;

const more = `'remaining', max(0, p.amount - p.refunded),
  'openOperation', CASE WHEN o.id IS NOT NULL THEN json_object(
    'id', o.id, 'kind', o.kind, 'state', o.state, 'amount', o.amount,
    'requestedBy', json_object('id', o.requested_by, 'name', o.requested_by_name),
    'createdAt', o.created_at, 'sentAt', o.sent_at, 'nextCheckAt', o.next_check_at,
    'sendAfter', o.send_after,
    'refusal', CASE WHEN o.state = 'unknown' AND o.verdict IN ('refused', 'wrong-key')
      THEN json_object('code', o.toss_error_code, 'message', o.toss_message,
        'confirmedAt', o.settles_at) END) END`;

/** A `ListedPayment`, of the same rows `p` and `o`. */
export const listedPaymentJson = `json_object(${storedJson(notInRows())}, ${more},
  'parts', json_object(${paidParts.join(', ')}),
  'partsKnown', json(iif(p.parts_told AND ${allOurOwn}, 'true', 'false')))`;

/**
 * A `Payment`, of a row `p` of payment and its open operation `o`. NULL if a part was refunded
 * elsewhere: its tax parts are an estimate, and only `paymentFromRow` computes that.
 */
export const paymentJson = `CASE WHEN ${allOurOwn} THEN json_object(${storedJson()}, ${more},
  'parts', json_object(${balances.join(', ')}),
  'partsKnown', json(iif(p.parts_told, 'true', 'false'))) END`;
