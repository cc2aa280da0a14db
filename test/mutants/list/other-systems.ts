/** What the shop's own systems may do: tokens that refund, and refunds by item. */
import type { Mutant } from '../mutant.ts';

const REQUESTER = 'server/operations/requester.ts';
const TOKEN_REQUEST = 'server/operations/token-request.ts';
const REFUND_ITEMS = 'server/operations/refund-items.ts';
const TOKEN_SCOPES = 'server/storage/migrations/0027-token-scopes.ts';

const noticedBy = (file: string) => ({ gate: 'tests' as const, only: [file] });
const byTokens = noticedBy('test/operations/token-refunds.test.ts');
const byItems = noticedBy('test/operations/refund-items.test.ts');

export const otherSystemsMutants: readonly Mutant[] = [
  {
    name: 'tokens-send-while-off',
    what: 'What a token asked for is sent after the operator has switched refunds by tokens off.',
    whatKo: '운영자가 토큰 환불을 끈 뒤에도 기다리던 토큰의 환불을 보내요.',
    changes: [{ file: REQUESTER, find: 'if (!deps.tokenRefunds) return null;', put: '' }],
    ...byTokens,
  },
  {
    name: 'revoked-token-refunds',
    what: 'What a token asked for is sent after the token was revoked.',
    whatKo: '폐기한 토큰이 요청해 둔 환불을 보내요.',
    changes: [
      {
        file: REQUESTER,
        find: 'if (token.revoked_at !== null || maker === null) return null;',
        put: 'if (maker === null) return null;',
      },
    ],
    ...byTokens,
  },
  {
    name: 'token-without-ceiling',
    what: 'A token refunds more in a day than its own ceiling.',
    whatKo: '토큰이 하루에 자기 한도보다 많이 환불해요.',
    changes: [
      {
        file: REQUESTER,
        find: 'if (maker !== undefined) { yield* requireWithinCeilings(rules, requester, used([id]), amountWon, code); }',
        put: '',
      },
    ],
    ...byTokens,
  },
  {
    name: 'token-beside-its-maker',
    what: 'What a token gives back does not count in the ceiling of the person who made it.',
    whatKo: '토큰의 환불을 토큰을 만든 사람의 한도에 넣지 않아요.',
    changes: [
      {
        file: REQUESTER,
        find: 'accountsOf(peopleOf(deps), person.id)',
        put: '[]',
      },
    ],
    ...byTokens,
  },
  {
    name: 'maker-approves-own-token',
    what: 'The person who made a token approves what it asks for.',
    whatKo: '토큰을 만든 사람이 그 토큰이 요청한 환불을 승인해요.',
    changes: [
      {
        file: 'shared/operation-actions.ts',
        find: "if (tokenMaker === decider.id) return refused('own-operation');",
        put: '',
      },
      {
        file: 'shared/operation-actions.ts',
        find: 'const requesterId = tokenMaker ?? operation.requestedBy.id;',
        put: 'const requesterId = operation.requestedBy.id;',
      },
      {
        file: TOKEN_SCOPES,
        find: 'WHERE NEW.approved_by = NEW.token_maker\n       OR (',
        put: 'WHERE 0 AND (',
      },
    ],
    ...byTokens,
  },
  {
    name: 'token-sees-no-cautions',
    what: 'A token refunds although it has not accepted what a person would have to tick.',
    whatKo: '사람이라면 확인해야 하는 주의를 받아들이지 않은 토큰의 환불을 받아요.',
    changes: [{ file: TOKEN_REQUEST, find: 'if (codes.length === 0) return;', put: 'return;' }],
    ...byTokens,
  },
  {
    name: 'token-cancels',
    what: 'A token that may refund executes and cancels too.',
    whatKo: '환불만 할 수 있는 토큰이 승인과 취소도 해요.',
    changes: [
      {
        file: TOKEN_REQUEST,
        find: "if (body.kind !== 'refund' || requester?.maker === undefined) throw new AppError('forbidden');\n  const { amount, acceptCautions = [] } = body;",
        put: "if (requester?.maker === undefined) throw new AppError('forbidden');\n  const { amount = 0, acceptCautions = [] } = body;",
      },
      { file: TOKEN_SCOPES, find: "NEW.kind <> 'refund' OR day_ceiling", put: 'day_ceiling' },
    ],
    ...byTokens,
  },
  {
    name: 'same-mugs-twice',
    what: 'Items that an earlier refund holds or gave back are given back once more.',
    whatKo: '이미 환불했거나 환불하고 있는 상품을 한 번 더 환불해요.',
    changes: [
      {
        file: REFUND_ITEMS,
        find: 'const left = bought - (held.quantities.get(line) ?? 0);',
        put: 'const left = bought;',
      },
      {
        file: 'server/storage/migrations/0028-items.ts',
        find: "other.state NOT IN ('failed', 'declined')",
        put: '0',
      },
    ],
    ...byItems,
  },
  {
    name: 'items-taxed-otherwise',
    what: 'A refund of items goes with the parts that the caller gives, not with those of the items.',
    whatKo: '상품 환불을 상품의 세금 구분이 아니라 요청에 적힌 금액 구분대로 보내요.',
    changes: [
      {
        file: REFUND_ITEMS,
        find: 'const off = parts === undefined ? [] : notOfItems(parts, follow);\n  if (off.length > 0) throw mismatch(off);\n  return follow;',
        put: 'return parts ?? follow;',
      },
    ],
    ...byItems,
  },
  {
    name: 'tax-free-items-taxed',
    what: 'Tax-free items are given back from the taxed parts.',
    whatKo: '비과세 상품을 과세 금액에서 환불해요.',
    changes: [
      {
        file: 'shared/items.ts',
        find: "allocate(left, wonOfTax(items, 'tax-free'), 'tax-free')",
        put: "allocate(left, wonOfTax(items, 'tax-free'), 'taxed')",
      },
    ],
    ...byItems,
  },
];
