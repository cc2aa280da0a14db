/** Answers as Toss gives them, and how they can be spoilt before they are read. */
import { operationKinds, type OperationKind } from '../../shared/operation.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';
import type { RawAnswer } from './answer-oracle.ts';

/** The operation whose answers are spoilt. */
export const sent = {
  ...{ id: '6f2c8b1e-0000-4000-8000-000000000001', orderNo: 'o-1' },
  ...{ amount: 4000, leftWon: 6000, shownWon: null },
};
export const PAY_TOKEN = 'pay-token-1';
/** The number that Toss itself made for a refund of ours. */
export const TOSS_REFUND_NO = 'toss-7';

/** Every errorCode of the wire contract. */
const documentedCodes = [
  'ACCOUNT_DOMAIN_ERROR',
  'CANCEL_ALREADY_CANCELED',
  'CANCEL_IMPOSSIBLE_STATUS',
  'CANCEL_INVALID_PARAMETER',
  'CARD_NOT_FOUND_PAYMENT',
  'CARD_NOT_FOUND_REGISTER',
  'COMMON_ASSET_GET_ACCOUNT_ERROR',
  'COMMON_BREAK_TIME_OF_BANK',
  'COMMON_EXCEED_LIMIT',
  'COMMON_EXCEED_SPECIFIC_BANK_LIMIT',
  'COMMON_INVALID_API_KEY',
  'COMMON_INVALID_PARAMETER',
  'COMMON_INVALID_PAY',
  'COMMON_NOT_ENOUGH_CASH',
  'COMMON_PAY_ERROR',
  'COMMON_PAY_NOT_FOUND',
  'COMMON_REFUND_ERROR',
  'COMMON_SIGN_FAILED_CS_CALL',
  'COMMON_SYSTEM_ERROR',
  'COMMON_TEMP_DENIAL_ERROR',
  'COMMON_TIMEOUT',
  'CORE_USER_ERROR',
  'COUPON_ASSIGN_FAIL',
  'DISCOUNT_REFUND_LIMIT_AMOUNT',
  'EXECUTE_PAY_NOT_APPROVED',
  'INACTIVE_USER',
  'INVALID_DISCOUNT',
  'PAYMENT_DUPLICATION_ORDER_NO',
  'PAYMENT_EXISTING_PAYMENT',
  'PAYMENT_UNDER_CONSTRUCTION',
  'PAY_ALREADY_COMPLETED',
  'PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS',
  'PAY_EXPIRED',
  'PAY_FAIL_IN_FDS_USER',
  'PAY_ITS_NOT_ABLE_TO_PAY',
  'PAY_UNAUTHORIZED',
  'REFUND_ALREADY_REFUNDED',
  'REFUND_EXCEED_DAILY',
  'REFUND_NO_TAXFREE_ON_COMPLEX_TAX',
  'REFUND_PENDING_SUCCESS',
  'REFUND_REFUND_NO_DUPLICATE',
  'REFUND_REQUIRED_AMOUNT',
  'REFUND_UNKNOWN_ERROR',
  'TRANSACTION_NOT_FOUND',
  'TRANSACTION_PENDING_ERROR',
];

const payStatuses = [
  ...['PAY_STANDBY', 'PAY_APPROVED', 'PAY_CANCEL', 'PAY_PROGRESS', 'PAY_COMPLETE'],
  ...['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_COMPLETE', 'SETTLEMENT_REFUND_COMPLETE'],
];

/** A body before serialization: keys and the JSON text of each value. */
type Fields = [key: string, json: string][];

function fieldsOf(object: Record<string, unknown>): Fields {
  return Object.entries(object).map(([key, value]) => [key, JSON.stringify(value)]);
}

const done: Record<OperationKind, Record<string, unknown>> = {
  execute: {
    code: 0,
    status: 200,
    approvalTime: '2026-03-02 09:00:00',
    orderNo: sent.orderNo,
    amount: sent.amount,
    discountedAmount: 0,
    payMethod: 'TOSS_MONEY',
  },
  cancel: { code: 0 },
  refund: {
    code: 0,
    status: 200,
    refundNo: sent.id,
    approvalTime: '2026-03-02 09:00:00',
    refundableAmount: 6000,
    discountedAmount: 0,
  },
};

const refusal = (errorCode: string) => ({ code: -1, status: 200, msg: '잠시 후 다시', errorCode });

/** Whole answers to money calls, which are cut at every byte. */
const plainAnswers: readonly string[] = [
  ...operationKinds.map((kind) => JSON.stringify(done[kind])),
  JSON.stringify(refusal('COMMON_INVALID_PARAMETER')),
  JSON.stringify(refusal('REFUND_PENDING_SUCCESS')),
  JSON.stringify(refusal('COMMON_TIMEOUT')),
];

function moneyFields(random: SeededRandom): Fields {
  if (random.oneIn(2)) return fieldsOf(done[random.pick(operationKinds)]);
  return fieldsOf(refusal(random.pick(documentedCodes)));
}

function refundEntry(random: SeededRandom): Record<string, unknown> {
  const refundNo = random.pick([sent.id, sent.id, TOSS_REFUND_NO, 'other-1', 'other-2']);
  const entry: Record<string, unknown> = {
    refundNo,
    amount: random.pick([sent.amount, sent.amount, sent.amount, 1, 4001]),
    reason: '변심',
    timeRefundSuccess: '2026-03-02 09:00:00',
    status: random.oneIn(6) ? 'PROGRESS' : 'SUCCESS',
  };
  if (random.oneIn(15)) {
    const key = random.pick(Object.keys(entry));
    entry[key] = random.pick<unknown>([null, '', 0, -1, '4000', 0.5, [], {}]);
  }
  return entry;
}

/** Codes that may stand for "no such payment". */
const denials = ['TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR'];

function statusFields(random: SeededRandom): Fields {
  if (random.oneIn(8)) {
    const codes = random.oneIn(2) ? denials : documentedCodes;
    return fieldsOf(refusal(random.pick(codes)));
  }
  const payStatus = random.pick(payStatuses);
  const mayHaveRefunds = /REFUND|SETTLEMENT/.test(payStatus) || random.oneIn(8);
  const refunds = Array.from({ length: mayHaveRefunds ? random.below(4) : 0 }, () =>
    refundEntry(random),
  );
  const status = {
    code: 0,
    payToken: PAY_TOKEN,
    orderNo: sent.orderNo,
    payStatus,
    payMethod: 'TOSS_MONEY',
    amount: random.oneIn(8) ? 4000 : 10_000,
    amountTaxable: 9090,
    amountTaxFree: 0,
    amountVat: 910,
    amountServiceFee: 0,
    availableActions: ['REFUND'],
    refunds,
  };
  const fields = fieldsOf(status);
  return random.oneIn(8) ? fields.filter(([key]) => key !== 'refunds') : fields;
}

/** Wrong values of a field, as JSON text; some are no JSON. */
const oddValues = [
  ...['null', 'true', 'false', '""', '" "', '[]', '{}', '"0"', '"-1"', '[0]', '[-1]', '{"code":0}'],
  ...['0', '-0', '0.0', '0e5', '-0.0', '-1', '-1.0', '-1e0', '1', '0.5', '-1.5', '4000', '4000.0'],
  ...['4e3', '4001', '"4000"', '1e400', '-1e400', '1e-9', '9007199254740993', '00', '+0', '.5'],
  ...[
    'NaN',
    'Infinity',
    'undefined',
    '0x0',
    "'0'",
    '-',
    '"\\u0030"',
    '"\\ud800"',
    '"\ud83d\ude00"',
  ],
  ...['"PAY_PROGRESS"', '"REFUND_PROGRESS"', '"PAY_COMPLETE"', '"PAY_CANCEL"', '"pay_progress"'],
  ...[`"${sent.id}"`, `"${sent.id.toUpperCase()}"`, `"${sent.id} "`, `"${sent.id.slice(1)}"`],
  ...[`"${TOSS_REFUND_NO}"`, `"${sent.orderNo}"`, '"o-2"', `["${sent.id}"]`, `"${PAY_TOKEN}"`],
  ...[
    '"constructor"',
    '"__proto__"',
    '"toString"',
    '"hasOwnProperty"',
    '"sk_test_0123456789abcdef"',
  ],
];

/** Keys with a meaning, and those of Object.prototype. */
const oddKeys = [
  ...['code', 'errorCode', 'refundNo', 'orderNo', 'amount', 'payStatus', 'payToken', 'refunds'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'status', 'data', 'result'],
];

/** An errorCode that is nearly a documented one. */
function nearlyCode(random: SeededRandom): string {
  const code = random.pick(documentedCodes);
  const ways = [
    code,
    code.toLowerCase(),
    ` ${code}`,
    `${code} `,
    `${code}\u00a0`,
    `${code}\u0000`,
    code.replace('O', '\u041e'),
    code.slice(0, -1),
    `${code}_2`,
    code.replace('_', '-'),
    'NEW_CODE',
  ];
  return JSON.stringify(random.pick(ways));
}

function nearlyKey(random: SeededRandom, key: string): string {
  const first = `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return random.pick([
    key.toUpperCase(),
    `${key} `,
    ` ${key}`,
    `${key}\\u0000`,
    `x${key}`,
    // The same key, written differently.
    `${first}${key.slice(1)}`,
    random.pick(oddKeys),
  ]);
}

function putCode(fields: Fields, value: string): void {
  const at = fields.findIndex(([key]) => key === 'errorCode');
  if (at >= 0) fields[at] = ['errorCode', value];
  else fields.push(['errorCode', value]);
}

type Spoil<T> = (random: SeededRandom, whole: T) => T;

/** Defects of the fields, as by a faulty server. */
const fieldSpoils: Spoil<Fields>[] = [
  (random, fields) => fields.toSpliced(random.below(fields.length), 1),
  (random, fields) => [...fields, random.pick(fields)],
  (random, fields) => [...fields, [random.pick(fields)[0], random.pick(oddValues)]],
  (random, fields) => [[random.pick(oddKeys), random.pick(oddValues)], ...fields],
  (random, fields) => {
    const at = random.below(fields.length);
    const [key, value] = fields[at]!;
    return fields.toSpliced(at, 1, [nearlyKey(random, key), value]);
  },
  (random, fields) => {
    const at = random.below(fields.length);
    return fields.toSpliced(at, 1, [fields[at]![0], random.pick(oddValues)]);
  },
  (random, fields) => {
    const at = fields.findIndex(([key]) => key === 'code');
    return at < 0 ? fields : fields.toSpliced(at, 1, ['code', random.pick(oddValues)]);
  },
  (random, fields) => {
    putCode(fields, random.oneIn(4) ? random.pick(oddValues) : nearlyCode(random));
    return fields;
  },
  (random, fields) => {
    const depth = 1 + random.below(200);
    return [...fields, ['deep', '['.repeat(depth) + ']'.repeat(depth - random.below(2))]];
  },
  (random, fields) => [[random.pick(['data', 'result', '__proto__']), textOf(fields)]],
  (random, fields) => {
    // A number in quotes, a text without.
    const at = random.below(fields.length);
    const [key, value] = fields[at]!;
    const other = /^".*"$/.test(value) ? value.slice(1, -1) : JSON.stringify(value);
    return fields.toSpliced(at, 1, [key, other]);
  },
  (_, fields) => fields.toReversed(),
];

/** Defects of the text, as by a faulty server or proxy. */
const textSpoils: Spoil<string>[] = [
  (random, text) => text.slice(0, random.below(text.length)),
  (random, text) =>
    text + random.pick(['x', '}', ',', '\0', '{}', '<html>', ' \r\n\t', ';', '\u00a0', text]),
  (random, text) =>
    random.pick(['\ufeff', '\ufeff\ufeff', ' \n', ")]}',\n", 'cb(', '\u2028', '//\n', '0']) + text,
  (random, text) => text.replaceAll(',', random.pick([' ,\n', ',,', ' ', '\u00a0,', ';', ', '])),
  (random, text) => text.replaceAll(':', random.pick([' : ', '=', '::', ':\t'])),
  (_, text) => text.replaceAll('"', "'"),
  (_, text) => text.replace(/\}$/, ',}'),
  (_, text) => `[${text}]`,
  (_, text) => JSON.stringify(text),
  (_, text) => `<!doctype html><title>502 Bad Gateway</title><pre>${text}</pre>`,
  (random) => random.pick(['', ' ', 'null', '[]', '{}', '0', 'OK', 'code=0', '{"code":0}']),
  (random, text) => {
    const at = random.below(text.length + 1);
    const more = random.pick(['\0', '"', '\\', '\n', '}', '\u0000', '\ufffd', '\ud83d\ude00']);
    return text.slice(0, at) + more + text.slice(at);
  },
];

/** Defects of the bytes, as by the network. */
const byteSpoils: Spoil<Buffer>[] = [
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  (random, bytes) => {
    const copy = Buffer.from(bytes);
    const at = random.below(copy.length);
    if (at < copy.length) copy[at] = copy[at]! ^ (1 << random.below(8));
    return copy;
  },
  (random, bytes) => {
    const at = random.below(bytes.length + 1);
    const odd = random.pick([[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0x80], [0]]);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(odd), bytes.subarray(at)]);
  },
  (_, bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (_, bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  (random, bytes) => Buffer.from(bytes.map((byte) => (random.oneIn(3) ? random.below(256) : byte))),
];

const jsonTypes = [
  'application/json',
  'application/json;charset=UTF-8',
  'APPLICATION/JSON ; charset=utf-8',
  ' application/json',
  'application/json;charset=EUC-KR',
];
const otherTypes = [
  null,
  '',
  ';',
  'text/html',
  'text/html; charset=utf-8',
  'text/plain',
  'text/json',
  'application/jsonp',
  'application/json+x',
  'application/problem+json',
  'application/json, text/html',
  'application / json',
  'application/octet-stream',
  '*/*',
];

const statuses = [
  ...[100, 199, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 399, 402, 403, 405, 408],
  ...[409, 410, 418, 422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 511, 520, 599],
];

function textOf(fields: Fields): string {
  return `{${fields.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
}

/** Mostly none or one, at times several. */
function spoilt<T extends { length: number }>(
  random: SeededRandom,
  whole: T,
  spoils: Spoil<T>[],
  oneIn: number,
): T {
  let result = whole;
  for (let round = 0; round < 3 && random.oneIn(oneIn + round); round += 1) {
    if (result.length > 0) result = random.pick(spoils)(random, result);
  }
  return result;
}

function drawAnswer(random: SeededRandom, fields: Fields): RawAnswer {
  const spoiltFields = spoilt(random, fields, fieldSpoils, 2);
  const text = spoilt(random, textOf(spoiltFields), textSpoils, 6);
  const bytes = spoilt(random, Buffer.from(text), byteSpoils, 12);
  const httpStatus = random.oneIn(3)
    ? random.pick(random.oneIn(2) ? [400, 401, 404] : statuses)
    : 200;
  const contentType = random.pick(random.oneIn(12) ? otherTypes : jsonTypes);
  const outcome = random.oneIn(25) ? random.pick(['lost', 'never-sent'] as const) : 'answered';
  return { outcome, httpStatus, contentType, bytes };
}

/** An answer to a money call of any kind, right or spoilt. */
export function drawMoneyAnswer(random: SeededRandom): RawAnswer {
  return drawAnswer(random, moneyFields(random));
}

/** An answer to a status read, right or spoilt. */
export function drawStatusAnswer(random: SeededRandom): RawAnswer {
  return drawAnswer(random, statusFields(random));
}

function answered(httpStatus: number, text: string): RawAnswer {
  const [contentType, bytes] = ['application/json', Buffer.from(text)];
  return { outcome: 'answered', httpStatus, contentType, bytes };
}

/**
 * Every documented errorCode with code -1 and every HTTP status from 100 to 599; similar codes, and
 * code 0 beside it, with the statuses that are known to occur.
 */
export function* everyCodeAndStatus(): Generator<RawAnswer> {
  const all = Array.from({ length: 500 }, (_, index) => 100 + index);
  const known = [200, 400, 401, 404, ...statuses];
  const answer = (httpStatus: number, code: number, errorCode: string) =>
    answered(httpStatus, JSON.stringify({ code, errorCode, refundNo: sent.id }));
  for (const code of documentedCodes) {
    for (const httpStatus of all) yield answer(httpStatus, -1, code);
    for (const httpStatus of known) {
      yield answer(httpStatus, 0, code);
      for (const nearly of [code.toLowerCase(), `${code} `, ` ${code}`, `x${code}`]) {
        yield answer(httpStatus, -1, nearly);
        yield answer(httpStatus, 0, nearly);
      }
    }
  }
}

/** Plain answers cut at each byte, one that arrived so and one whose connection broke there. */
export function* everyCut(): Generator<RawAnswer> {
  for (const text of plainAnswers) {
    for (let length = 0; length <= Buffer.byteLength(text); length += 1) {
      for (const httpStatus of [200, 400, 502]) {
        const whole = answered(httpStatus, text);
        const cut = { ...whole, bytes: whole.bytes.subarray(0, length) };
        yield cut;
        yield { ...cut, outcome: 'lost' };
      }
    }
  }
}
