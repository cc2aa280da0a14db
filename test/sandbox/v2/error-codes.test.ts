import { afterAll, beforeAll, expect, it } from 'vitest';

import { V2_MESSAGES } from '../../../server/sandbox/v2/error-codes.ts';
import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());

const HTTP: Record<string, number> = {
  COMMON_INVALID_PARAMETER: 400,
  COMMON_INVALID_API_KEY: 401,
  COMMON_NOT_FOUND: 404,
};

it('answers every errorCode with its msg, of 120 characters at most', async () => {
  const { payToken } = await toss.createV2();
  for (const [errorCode, msg] of Object.entries(V2_MESSAGES)) {
    await toss.fault({ call: 'v2/status', fault: 'errorCode', errorCode });
    const { httpStatus, body } = await toss.callV2('status', { payToken });
    expect(body).toEqual({ code: -1, msg, errorCode });
    expect(httpStatus).toBe(HTTP[errorCode] ?? 200);
    expect(msg.length).toBeLessThanOrEqual(120);
  }
});

it('has words for a code that is new', async () => {
  const { payToken } = await toss.createV2();
  await toss.fault({ call: 'v2/status', fault: 'errorCode', errorCode: 'BRAND_NEW' });
  const { body } = await toss.callV2('status', { payToken });
  expect(body).toMatchObject({ errorCode: 'BRAND_NEW', msg: '요청을 처리하지 못했습니다.' });
});
