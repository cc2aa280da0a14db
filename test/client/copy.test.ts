import { describe, expect, it } from 'vitest';
import { en } from '../../client/copy/en.ts';
import { words } from '../support/words.ts';
import { ProblemError } from '../../client/problem-error.ts';
import { problemWords } from '../../client/parts/problem-words.ts';
import { operationKinds, operationStates } from '../../shared/operation.ts';
import { actionRefusals } from '../../shared/payment-actions.ts';
import { drifts, payMethods, payStatuses } from '../../shared/payment.ts';
import { roles } from '../../shared/permissions.ts';
import { problems, type Problem, type ProblemCode } from '../../shared/problem.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { proofs } from '../../shared/trust.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

function leaves(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string') found.set(name, value);
    else for (const [inner, text] of leaves(value, name)) found.set(inner, text);
  }
  return found;
}

const korean = leaves(words);
const english = leaves(en);
const blanks = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).sort();

/** The Toss codes in the design's table of error messages. */
const tossCodes = [
  'REFUND_EXCEED_DAILY',
  'REFUND_ALREADY_REFUNDED',
  'REFUND_REFUND_NO_DUPLICATE',
  'COMMON_REFUND_ERROR',
  'INACTIVE_USER',
  'COMMON_ASSET_GET_ACCOUNT_ERROR',
  'TRANSACTION_PENDING_ERROR',
  'COMMON_TIMEOUT',
  'COMMON_SYSTEM_ERROR',
  'ACCOUNT_DOMAIN_ERROR',
  'CANCEL_ALREADY_CANCELED',
  'CANCEL_INVALID_PARAMETER',
  'CARD_NOT_FOUND_PAYMENT',
  'CARD_NOT_FOUND_REGISTER',
  'COMMON_EXCEED_SPECIFIC_BANK_LIMIT',
  'COMMON_INVALID_PAY',
  'COMMON_PAY_NOT_FOUND',
  'COUPON_ASSIGN_FAIL',
  'DISCOUNT_REFUND_LIMIT_AMOUNT',
  'INVALID_DISCOUNT',
  'PAYMENT_UNDER_CONSTRUCTION',
  'PAY_FAIL_IN_FDS_USER',
  'REFUND_NO_TAXFREE_ON_COMPLEX_TAX',
  'REFUND_REQUIRED_AMOUNT',
  'REFUND_UNKNOWN_ERROR',
];

describe.each([
  ['Korean', korean],
  ['English', english],
])('%s copy', (_name, words) => {
  const says = (key: string) => (words.get(key) ?? '').trim() !== '';

  it('has a text for each status, state and difference', () => {
    const keys = [
      ...payStatuses.map((status) => `statuses.toss.${status}`),
      ...operationStates.map((state) => `statuses.operation.${state}`),
      ...operationKinds.flatMap((kind) =>
        ['going', 'absent', 'done'].map((how) => `statuses.${how}.${kind}`),
      ),
      ...drifts.map((drift) => `statuses.drift.${drift}`),
    ];
    expect(keys.filter((key) => !says(key))).toEqual([]);
  });

  it('has a title and an advice for each problem and each Toss code', () => {
    const keys = [
      ...Object.keys(problems).map((code) => `problems.codes.${code}`),
      ...tossCodes.map((code) => `problems.toss.${code}`),
    ].flatMap((key) => [`${key}.title`, `${key}.next`]);
    expect(keys.filter((key) => !says(key))).toEqual([]);
  });

  it('has a text for each refusal, effect, part, method, kind and role', () => {
    const keys = [
      ...actionRefusals.map((refusal) => `problems.refusals.${refusal}`),
      'problems.effect.not-applied',
      'problems.effect.unknown',
      ...taxParts.map((part) => `common.part.${part}`),
      ...payMethods.map((method) => `common.method.${method}`),
      ...operationKinds.map((kind) => `common.kind.${kind}`),
      ...roles.map((role) => `common.role.${role}`),
    ];
    expect(keys.filter((key) => !says(key))).toEqual([]);
  });

  it('has a title and a sentence for each proof, and a text for each refusal in the detail', () => {
    const keys = [
      ...proofs.flatMap((proof) =>
        ['title', 'shows'].map((part) => `trust.proofs.${proof}.${part}`),
      ),
      ...actionRefusals.map((refusal) => `detail.refusals.${refusal}`),
    ];
    expect(keys.filter((key) => !says(key))).toEqual([]);
  });

  it('has no empty text', () =>
    expect([...words].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]));
});

function wordsOf(code: ProblemCode, part: Partial<Problem> = {}, money = true) {
  const [status, title, effect] = problems[code];
  const told = { type: '', title, status, detail: title, instance: 'r', code, effect };
  return problemWords(new ProblemError({ ...told, ...part }), money);
}

describe('a failure of the desk itself', () =>
  it.each(['internal', 'storage-failed'] as const)(
    '%s mentions payments only where money was in question, and always has its number',
    (code) => {
      expect(wordsOf(code)).toMatchObject({
        next: words.problems.codes[code].next,
        requestId: 'r',
      });
      const elsewhere = wordsOf(code, {}, false);
      expect(elsewhere).toMatchObject({ effect: null, requestId: 'r' });
      expect(elsewhere.next).toBe('계속되면 관리자에게 아래 번호를 알려 주세요.');
    },
  ));

describe('a desk that gives the lead away', () => {
  it('may have moved money in a call that it did not answer, and none in one that nobody took', () => {
    expect(wordsOf('leader-lost').effect).toBe(words.problems.effect.unknown);
    expect(wordsOf('no-leader').effect).toBe(words.problems.notDone);
  });

  it('mentions no payment where no money was in question', () => {
    const elsewhere = wordsOf('leader-lost', {}, false);
    expect(elsewhere).toMatchObject({ effect: null, next: words.problems.afterLead });
  });
});

describe('a refused act on an operation that exists already', () => {
  it.each(['operation-moved', 'approval-mismatch', 'second-person-needed', 'too-early'] as const)(
    '%s does not say that no money moved: the operation itself may have moved some',
    (code) => expect(wordsOf(code).effect).toBe(words.problems.notDone),
  );

  it('keeps the usual words where it would have been the first of its kind', () =>
    expect(wordsOf('stale-view').effect).toBe('돈은 움직이지 않았어요.'));

  it('says from when on it is possible, where the desk knows', () => {
    expect(wordsOf('too-early', { notBefore: '2026-11-24T05:03:00.000Z' }).next).toMatch(
      /^11월 24일 \(화\) 14:03부터 할 수 있어요\./,
    );
    expect(wordsOf('too-early').next).toBe(words.problems.codes['too-early'].next);
  });
});

describe('the two languages', () => {
  it('have the same keys', () =>
    expect([...english.keys()].sort()).toEqual([...korean.keys()].sort()));

  it('have the same placeholders in each sentence', () => {
    const differing = [...korean].filter(
      ([key, text]) => blanks(text).join() !== blanks(english.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});
