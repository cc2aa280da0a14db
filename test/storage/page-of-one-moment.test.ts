/** Pages that are read while the desk writes, and that a search is made of. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import { prepare } from '../../server/storage/statement.ts';
import { tasks, type TaskInput } from '../../server/storage/slow-reads/tasks.ts';
import {
  observeFacts,
  openTestFile,
  paidFacts,
  plantPayment,
  type TestFile,
} from '../support/open-test-storage.ts';

let test: TestFile;
let reader: Connection;
beforeEach(() => {
  test = openTestFile();
  reader = openConnection(test.file, { readonly: true });
});
afterEach(() => {
  reader.close();
  test.close();
});

interface Listed {
  payToken: string;
}
const tokensOf = (page: { items: string[] } | null) =>
  page?.items.map((text) => (JSON.parse(text) as Listed).payToken) ?? [];

/** Runs `change` right before the second statement of a page is prepared. */
function beforeSecondStatement(change: () => void): void {
  const prepareText = reader.prepare.bind(reader);
  let pages = 0;
  reader.prepare = (text: string) => {
    if (text.includes('AS page')) pages += 1;
    if (text.includes('AS page') && pages === 2) change();
    return prepareText(text);
  };
}

it('a page that is read in two steps has nobody twice, though a payment changes between', async () => {
  // The last payment of the first step and some before it match, too few for a page.
  const newest: string[] = [];
  for (let n = 0; n < 520; n += 1) {
    const amount = n >= 15 && n < 60 ? 9000 : 1000;
    const at = new Date(Date.UTC(2026, 2, 1, 0, n)).toISOString();
    const payToken = await plantPayment(test.storage, { amount, createdAt: at });
    newest.unshift(payToken);
    await test.storage.transact(() =>
      prepare('UPDATE payment SET changed_at = ? WHERE pay_token = ?').run(at, payToken),
    );
  }
  const query: TaskInput<'page'> = {
    filter: { amountMin: 9000, amountMax: 9000 },
    ...{ sort: '-changed', limit: 43 },
  };
  const quiet = tokensOf(tasks.page(reader, query));
  expect(new Set(quiet).size).toBe(43);
  let changed = 0;
  beforeSecondStatement(() => {
    const [last = ''] = newest.slice(-1);
    const change = prepare('UPDATE payment SET changed_at = ? WHERE pay_token = ?');
    void test.storage.transact(() => change.run('2026-12-31T00:00:00.000Z', last));
    changed += 1;
  });
  // Another limit, so that its texts are prepared anew.
  const tokens = tokensOf(tasks.page(reader, { ...query, limit: 42 }));
  expect(changed).toBe(1);
  expect(tokens).toEqual(quiet.slice(0, 42));
});

it('a search means on all pages what it meant on the first', async () => {
  for (let n = 0; n < 5; n += 1) {
    await plantPayment(test.storage, { productDesc: `Wool ${String(n)}` });
  }
  const query: TaskInput<'page'> = { filter: { q: 'Wool' }, sort: '-changed', limit: 3 };
  const first = tasks.page(reader, query);
  await observeFacts(test.storage, paidFacts({ orderNo: 'Wool-1' }));
  const second = tasks.page(reader, { ...query, cursor: first?.nextCursor ?? undefined });
  expect(tokensOf(second)).toHaveLength(2);
  // A new search finds the number.
  expect(tokensOf(tasks.page(reader, query))).toHaveLength(1);
});

it.each([
  ['["\\u0000","\\u0000"]', 'NUL'],
  ['["","a","no such kind"]', 'an unknown kind'],
  ['["","a","piece",1]', 'too much'],
])('the cursor %s is refused: %s', (cursor) => {
  const query: TaskInput<'page'> = { filter: {}, sort: '-changed', limit: 3 };
  const given = Buffer.from(cursor).toString('base64url');
  expect(tasks.page(reader, { ...query, cursor: given })).toBeNull();
});
