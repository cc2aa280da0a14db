import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ApiKey } from '../../server/toss/api-key.ts';
import { scrubKeys } from '../../server/toss/scrub-keys.ts';

describe('ApiKey', () => {
  const key = ApiKey.parse('sk_test_changgu');

  it('knows its kind and its last characters', () => {
    expect(key.kind).toBe('test');
    expect(key.last4).toBe('nggu');
    expect(ApiKey.parse('sk_live_A_1').kind).toBe('live');
    expect(key.reveal()).toBe('sk_test_changgu');
  });

  it.each(['', 'sk_test_', 'sk_prod_x', ' sk_test_x', 'sk_test_x\n', 'sk_test_x-y', 'pk_test_x'])(
    'refuses %j without repeating it',
    (text) => {
      let message = '';
      try {
        ApiKey.parse(text);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('must be sk_test_');
      if (text.trim().length > 8) expect(message).not.toContain(text.trim());
    },
  );

  it('can’t be printed by accident', () => {
    const holder = { key, list: [key] };
    const texts = [
      String(key),
      JSON.stringify(holder),
      inspect(holder, { showHidden: true, depth: 9 }),
      format('%s %o %j %O', key, key, key, key),
      JSON.stringify(Object.entries(key)),
      JSON.stringify(structuredClone({ kind: key.kind })),
    ];
    for (const text of texts) expect(text).not.toContain('changgu');
  });
});

describe('scrubKeys', () => {
  it('keeps a text without keys unchanged, escapes included', () => {
    const text = '{"msg":"sk_other_1 \\u0073o \\u005f \\u003c"}';
    expect(scrubKeys(text)).toBe(text);
  });

  it('finds keys of either kind, truncated ones and escaped ones', () => {
    expect(scrubKeys('a sk_test_x1, sk_live_y"')).toBe('a [API key], [API key]"');
    expect(scrubKeys('sk_test_')).toBe('[API key]');
    expect(scrubKeys('{"\\u0022":"\\u0073k\\u005Ftest_\\u0078"}')).toBe('{"\\u0022":"[API key]"}');
  });
});
