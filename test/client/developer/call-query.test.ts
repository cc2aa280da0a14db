import { describe, expect, it } from 'vitest';
import {
  anyCall,
  anyCallback,
  hrefOfPayment,
  readCallbackQuery,
  readCallQuery,
  toCallFilter,
  writeCallbackQuery,
  type CallQuery,
} from '../../../client/developer/call-query.ts';
import { writeLogQuery } from '../../../client/parts/log/log-query.ts';

const OPERATION = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';

describe('the address', () => {
  it('has every filter that is set, and nothing else', () => {
    const query: CallQuery = {
      call: 'refunds',
      outcome: 'never-sent',
      payToken: 'a+b&c',
      operationId: OPERATION,
      fromDay: '2026-11-01',
      toDay: '2026-11-24',
    };
    expect(readCallQuery(writeLogQuery(query))).toEqual(query);
    expect(writeLogQuery(anyCall).toString()).toBe('');
    const callbacks = { outcome: 'not-found', payToken: 'a+b&c' } as const;
    expect(readCallbackQuery(writeCallbackQuery(callbacks))).toEqual(callbacks);
    expect(writeCallbackQuery(anyCallback).toString()).toBe('');
  });

  it('is validated when it is read', () => {
    const search = new URLSearchParams(
      'call=everything&outcome=good&payToken=a b&operationId=1&from=2026-13-01&to=today',
    );
    expect(readCallQuery(search)).toEqual(anyCall);
    expect(readCallbackQuery(search)).toEqual(anyCallback);
  });

  it('of a payment keeps any character of its token', () => {
    const [path, search] = hrefOfPayment('callbacks', 'a+b&c#d').split('?');
    expect(path).toBe('/developer/callbacks');
    expect(readCallbackQuery(new URLSearchParams(search)).payToken).toBe('a+b&c#d');
    expect(hrefOfPayment('calls', null)).toBe('/developer');
  });
});

it('requests whole days in Seoul', () =>
  expect(toCallFilter({ ...anyCall, fromDay: '2026-11-24', toDay: '2026-11-24' })).toEqual({
    from: '2026-11-23T15:00:00.000Z',
    to: '2026-11-24T15:00:00.000Z',
  }));
