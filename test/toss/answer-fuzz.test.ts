/** Spoilt answers of Toss, from the bytes to the verdict, compared with an independent oracle. */
import { describe, expect, it } from 'vitest';
import { sizes } from '../proofs/sizes.ts';
import type { SentOperation, Verdict } from '../../server/toss/classify.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import type { OperationKind } from '../../shared/operation.ts';
import { objectOf } from './answer-oracle.ts';
import { fuzzAnswers, fuzzSystematically, realReaders, type Readers } from './answer-fuzz.ts';

/** CPU-bound, on a machine that may be busy. */
const LONG = { timeout: 120_000 };

const { classify, judge, readAnswer, readStatusAnswer } = realReaders;

describe('no answer is taken for more than the closed list says', LONG, () => {
  it('of 50,000 spoilt ones', () => {
    const { said, ...result } = fuzzAnswers('check', sizes.answers, realReaders);
    expect(result).toMatchObject({ answers: sizes.answers, violations: 0, first: null });
    // A run in which a verdict never occurs would show nothing about it.
    const words = [
      ...['ok', 'said-done', 'pending', 'pending-maintenance', 'refused', 'wrong-key'],
      ...['not-sent', 'unknown', 'good read', 'read'],
      ...['not-found', 'credentials', 'unclear', 'seen-done', 'seen-in-progress'],
      ...['status-explains', 'refusal-confirmed', 'absence-proved', 'no-longer-in-progress'],
    ];
    for (const word of words) expect([word, (said[word] ?? 0) > 300]).toEqual([word, true]);
  });

  it('of every documented code × HTTP status × kind, and of answers cut at each byte', () => {
    const { answers, violations, first } = fuzzSystematically(realReaders);
    expect({ violations, first }).toEqual({ violations: 0, first: null });
    expect(answers).toBeGreaterThan(50_000);
  });

  it('when it is nested as deep as a body can be', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"code":', '}'],
    ] as const) {
      const depth = Math.floor((256 * 1024 - 20) / (open.length + close.length));
      const deep = `{"code":0,"a":${open.repeat(depth)}0${close.repeat(depth)}}`;
      const bytes = Buffer.from(deep);
      const read = readAnswer({ httpStatus: 400, contentType: 'application/json', bytes });
      expect([null, 0]).toContain(read.code);
    }
  });
});

describe('the oracle reads JSON strictly', () => {
  const objectIn = (text: string | Buffer) => {
    const bytes = Buffer.from(text);
    const contentType = 'application/json';
    return objectOf({ outcome: 'answered', httpStatus: 200, contentType, bytes });
  };

  it.each(['{}', ' {"a":[1,-0.5e+3,{}],"b":"\\u0041\\n\\"","":null}\n', '\ufeff{"a":true}'])(
    'takes %j',
    (text) => expect(objectIn(text)).toBeInstanceOf(Map),
  );

  it.each([
    ...['', '{', '{}x', '[]', '{"a":1,}', '{"a":01}', '{"a":.5}', '{"a":+1}', '{a:1}', "{'a':1}"],
    ...['{"a":1 "b":2}', '{"a":"\\x"}', '{"a":"\n"}', '{"a":NaN}', '{"a":1,"\\u0061":2}', '0'],
  ])('refuses %j', (text) => expect(objectIn(text)).toBeNull());

  it('refuses what is no UTF-8', () =>
    expect(objectIn(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x30, 0x7d]))).toBeNull());
});

/** A classifier that returns something else where `applies`. */
const saying = (
  verdict: Verdict,
  applies: (seen: Exchange, kind: OperationKind) => boolean,
): Partial<Readers> => ({
  classify: (kind: OperationKind, sent: SentOperation, seen: Exchange) =>
    applies(seen, kind) ? verdict : classify(kind, sent, seen),
});

const withCode =
  (...codes: string[]) =>
  (seen: Exchange) =>
    codes.includes(seen.errorCode ?? '');

/** The one refusal that a single read confirms. */
const rejected: Verdict = { verdict: 'wrong-key' };
const ok: Verdict = { verdict: 'ok', tossRefundNo: null };

/** A reader of answers that changes the bytes, or their description, first. */
const reading = (
  change: (arrived: Parameters<typeof readAnswer>[0]) => Parameters<typeof readAnswer>[0],
): Partial<Readers> => ({ readAnswer: (arrived) => readAnswer(change(arrived)) });

const text = (bytes: Buffer) => bytes.toString('utf8');

/** Reads what `JSON.parse` takes; of a duplicate key it keeps the last. */
function withoutDoubled(bytes: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(text(bytes))));
  } catch {
    // Unchanged: it is no JSON.
    return bytes;
  }
}

const wrongReaders: [string, Partial<Readers>][] = [
  ['a time-out is a failure', saying(rejected, withCode('COMMON_TIMEOUT'))],
  [
    'a breakdown is a failure',
    saying(rejected, ({ code, httpStatus }) => code === -1 && (httpStatus ?? 0) >= 500),
  ],
  ['a lost answer is a failure', saying(rejected, ({ outcome }) => outcome === 'lost')],
  [
    'a lost answer was not sent',
    saying({ verdict: 'not-sent', detail: '' }, ({ outcome }) => outcome === 'lost'),
  ],
  ['pending is a failure', saying(rejected, withCode('REFUND_PENDING_SUCCESS'))],
  ['DUPLICATE is success', saying(ok, withCode('REFUND_REFUND_NO_DUPLICATE'))],
  ['DUPLICATE is a failure', saying(rejected, withCode('REFUND_REFUND_NO_DUPLICATE'))],
  [
    'a refusal that may pass is final',
    saying(rejected, withCode('COMMON_REFUND_ERROR', 'COMMON_ASSET_GET_ACCOUNT_ERROR')),
  ],
  [
    'a refusal by state is any refusal',
    saying(rejected, withCode('PAY_EXPIRED', 'CANCEL_IMPOSSIBLE_STATUS')),
  ],
  [
    'a code that nobody knows is a refusal',
    saying(rejected, ({ code, errorCode }) => code === -1 && errorCode === 'NEW_CODE'),
  ],
  [
    'codes are compared without case',
    {
      classify: (kind, sent, seen) =>
        classify(kind, sent, { ...seen, errorCode: seen.errorCode?.toUpperCase() ?? null }),
    },
  ],
  [
    'codes are trimmed',
    {
      classify: (kind, sent, seen) =>
        classify(kind, sent, { ...seen, errorCode: seen.errorCode?.trim() ?? null }),
    },
  ],
  [
    'every refund with code 0 is ours',
    {
      classify: (kind, sent, seen) => {
        const verdict = classify(kind, sent, seen);
        return verdict.verdict === 'said-done' ? ok : verdict;
      },
    },
  ],
  [
    'an amount in quotes is an amount',
    {
      classify: (kind, sent, seen) => {
        const isQuoted = seen.json?.['amount'] === String(sent.amount);
        const json = isQuoted ? { ...seen.json, amount: sent.amount } : seen.json;
        return classify(kind, sent, { ...seen, json });
      },
    },
  ],
  ['202 is success', saying(ok, ({ code, httpStatus }) => code === 0 && httpStatus === 202)],
  [
    'a code in quotes is a code',
    saying(ok, ({ json, httpStatus }) => json?.['code'] === '0' && httpStatus === 200),
  ],
  [
    'success beside an error is success',
    {
      classify: (kind, sent, seen) => {
        const json = seen.json && { ...seen.json, errorCode: null };
        return classify(kind, sent, seen.code === 0 ? { ...seen, json, errorCode: null } : seen);
      },
    },
  ],
  [
    'success beside an error that is no text is success',
    {
      classify: (kind, sent, seen) => {
        const isText = typeof seen.json?.['errorCode'] === 'string';
        const json = seen.json && { ...seen.json, errorCode: null };
        return classify(kind, sent, isText ? seen : { ...seen, json });
      },
    },
  ],
  ['nothing is ever known', saying({ verdict: 'unknown', detail: '' }, () => true)],
  [
    'it throws where an error is called like a property of every object',
    {
      classify: (kind, sent, seen) => {
        if (seen.errorCode === 'constructor') throw new TypeError('no verdict');
        return classify(kind, sent, seen);
      },
    },
  ],
  ['any content type is JSON', reading((seen) => ({ ...seen, contentType: 'application/json' }))],
  [
    'a doubled key is its last',
    reading((seen) => ({ ...seen, bytes: withoutDoubled(seen.bytes) })),
  ],
  [
    'what is no UTF-8 is read',
    reading((seen) => ({ ...seen, bytes: Buffer.from(text(seen.bytes)) })),
  ],
  [
    'what follows the object is ignored',
    reading((seen) => ({ ...seen, bytes: Buffer.from(text(seen.bytes).replace(/\}[^}]+$/, '}')) })),
  ],
  [
    'a redirect is the answer',
    reading((seen) => ({ ...seen, httpStatus: seen.httpStatus === 302 ? 200 : seen.httpStatus })),
  ],
  [
    'refunds that are absent are none',
    {
      readStatusAnswer: (by, seen) => {
        const json = seen.json === null ? null : { refunds: [], ...seen.json };
        return readStatusAnswer(by, { ...seen, json });
      },
    },
  ],
  [
    'an unreadable refund is left out',
    {
      readStatusAnswer: (by, seen) => {
        const list: unknown = seen.json?.['refunds'];
        if (seen.json === null || !Array.isArray(list)) return readStatusAnswer(by, seen);
        const refunds = list.filter(
          (entry) => typeof entry?.refundNo === 'string' && entry.amount > 0,
        );
        return readStatusAnswer(by, { ...seen, json: { ...seen.json, refunds } });
      },
    },
  ],
  [
    'every read is a good one',
    {
      readStatusAnswer: (by, seen) => {
        const answer = readStatusAnswer(by, seen);
        return answer.kind === 'read' ? { ...answer, good: true, why: null } : answer;
      },
    },
  ],
  [
    'an unclear answer means that there is no such payment',
    {
      readStatusAnswer: (by, seen) => {
        const answer = readStatusAnswer(by, seen);
        return answer.kind === 'unclear' ? { kind: 'not-found', exchange: seen } : answer;
      },
    },
  ],
  [
    'a read that is not good proves an absence',
    { judge: (row, seen, ...rest) => judge(row, { ...seen, good: true }, ...rest) },
  ],
  [
    'a refund that is not finished is done',
    {
      judge: (row, seen, ...rest) => {
        const refunds = seen.facts.refunds?.map((refund) => ({ ...refund, done: true })) ?? null;
        return judge(row, { ...seen, facts: { ...seen.facts, refunds } }, ...rest);
      },
    },
  ],
];

describe('a wrong reader is noticed:', LONG, () =>
  it.each(wrongReaders)('%s', (_, wrong) => {
    const readers = { ...realReaders, ...wrong };
    const { violations } = fuzzAnswers('check', sizes.answers, readers, 'a violation');
    expect(violations).toBeGreaterThan(0);
  }),
);
