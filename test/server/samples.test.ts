/** The samples of /api/docs create a payment; the one for curl as it stands. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { samples } from '../../server/openapi/samples.ts';
import { addToken } from '../support/service-tokens.ts';
import { atCommandLine } from '../support/staff-accounts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

const run = promisify(execFile);

let desk: RunningDesk;
let token: string;
beforeAll(async () => {
  desk = await startTestDesk();
  token = await addToken(desk.database, atCommandLine, '매장', ['create']);
});
afterAll(async () => {
  await desk.close();
});

const jsonOf = (sample: string) => /\{\s*"orderNo"[^}]*\}/.exec(sample)?.[0] ?? '';

it.each(Object.entries(samples))('%s sends what the desk takes', async (language, sample) => {
  const body = { ...(JSON.parse(jsonOf(sample)) as object), orderNo: `sample-${language}` };
  const response = await desk.fetch('/api/payments', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(await response.json()).toMatchObject({ orderNo: `sample-${language}`, amount: 35_000 });
  expect(response.status).toBe(201);
});

it('curl runs as it stands', async () => {
  const env = { ...process.env, DESK: desk.url, TOKEN: token };
  const { stdout } = await run('sh', ['-c', samples.curl], { env });
  expect(JSON.parse(stdout)).toMatchObject({ orderNo: '2015072012211', status: 'PAY_STANDBY' });
});
