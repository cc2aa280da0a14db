/**
 * A payment as the text that goes out, made by SQLite: fifty rows of a list as objects of
 * JavaScript and back to text would take longer than finding them. The same as `paymentFromRow`
 * makes, which a test compares.
 */
import { notInRows } from '../../shared/payment.ts';
import type { TaxPart } from '../../shared/tax-split.ts';
import { openStatesText } from './open-states.ts';
import { storedJson } from './payment-columns.ts';

/** The payment's open operation beside it. */
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

/** Somebody else has refunded nothing of it, so nothing of its parts is an estimate. */
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

/** A `ListedPayment`, of the same `p` and `o`. */
export const listedPaymentJson = `json_object(${storedJson(notInRows)}, ${more},
  'parts', json_object(${paidParts.join(', ')}),
  'partsKnown', json(iif(p.parts_told AND ${allOurOwn}, 'true', 'false')))`;

/**
 * Of a row `p` of payment and its open operation `o`. NULL where somebody else has refunded a part
 * of it: what that was of each tax part is an estimate, and the rule for it has one home.
 */
export const paymentJson = `CASE WHEN ${allOurOwn} THEN json_object(${storedJson()}, ${more},
  'parts', json_object(${balances.join(', ')}),
  'partsKnown', json(iif(p.parts_told, 'true', 'false'))) END`;
