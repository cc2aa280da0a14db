/**
 * Payments as JSON text, made by the database: for fifty rows, creating objects and serialising
 * them takes longer than the query. A test compares the result with `paymentFromRow`.
 */
import { notInRows } from '../../shared/payment.ts';
import type { TaxPart } from '../../shared/tax-split.ts';
import { openStatesText } from './open-states.ts';
import { storedJson } from './payment-columns.ts';
import { twice } from './statement.ts';

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

const more = `'remaining', CASE WHEN p.refunded < p.amount THEN p.amount - p.refunded ELSE 0 END,
  'openOperation', CASE WHEN o.id IS NOT NULL THEN json_object(
    'id', o.id, 'kind', o.kind, 'state', o.state, 'amount', o.amount,
    'requestedBy', json_object('id', o.requested_by, 'name', o.requested_by_name),
    'createdAt', o.created_at, 'sentAt', o.sent_at, 'nextCheckAt', o.next_check_at,
    'sendAfter', o.send_after,
    'refusal', CASE WHEN o.state = 'unknown' AND o.verdict IN ('refused', 'wrong-key')
      THEN json_object('code', o.toss_error_code, 'message', o.toss_message,
        'confirmedAt', o.settles_at) END) END`;

/** The text for each engine. Both make objects; only the function has two names. */
const made = (json: string) => twice(json, json.replaceAll('json_object(', 'json_build_object('));

/** A `ListedPayment`, of the same rows `p` and `o`. */
export const listedPaymentJson = made(`json_object(${storedJson(notInRows())}, ${more},
  'parts', json_object(${paidParts.join(', ')}),
  'partsKnown', json(CASE WHEN p.parts_told = 1 AND ${allOurOwn} THEN 'true' ELSE 'false' END))`);

/**
 * A `Payment`, of a row `p` of payment and its open operation `o`. NULL if a part was refunded
 * elsewhere: its tax parts are an estimate, and only `paymentFromRow` computes that.
 */
export const paymentJson = made(`CASE WHEN ${allOurOwn} THEN json_object(${storedJson()}, ${more},
  'parts', json_object(${balances.join(', ')}),
  'partsKnown', json(CASE p.parts_told WHEN 1 THEN 'true' ELSE 'false' END)) END`);
