import { describe, expect, it } from 'vitest';
import { en } from '../../client/copy/en.ts';
import { ko } from '../../client/copy/ko.ts';
import { operationKinds, operationStates } from '../../shared/operation.ts';
import { actionRefusals } from '../../shared/payment-actions.ts';
import { drifts, payMethods, payStatuses } from '../../shared/payment.ts';
import { roles } from '../../shared/permissions.ts';
import { problems } from '../../shared/problem.ts';
import { taxParts } from '../../shared/tax-split.ts';

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

const korean = leaves(ko);
const english = leaves(en);
const blanks = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).sort();

/** The Toss codes of the design's table of error texts. */
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
];

describe.each([
  ['Korean', korean],
  ['English', english],
])('%s words', (_name, words) => {
  const says = (key: string) => (words.get(key) ?? '').trim() !== '';

  it('has one for each status, state and difference', () => {
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

  it('has one for each refusal, effect, part, method, kind and role', () => {
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

  it('leaves nothing empty', () => {
    expect([...words].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });
});

describe('the two languages', () => {
  it('say the same things', () => {
    expect([...english.keys()].sort()).toEqual([...korean.keys()].sort());
  });

  it('leave the same blanks in each sentence', () => {
    const differing = [...korean].filter(
      ([key, text]) => blanks(text).join() !== blanks(english.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });
});
