import { describe, expect, it } from 'vitest';
import { createLogger } from '../../server/log.ts';
import { ApiKey } from '../../server/toss/api-key.ts';

describe('the log', () =>
  it('hides secrets by name, by type and by pattern', () => {
    const lines: string[] = [];
    const log = createLogger('info', (line) => lines.push(line));
    const key = 'sk_live_changgu_secret_part';
    log.info({ apiKey: key, headers: { authorization: 'Bearer abc', cookie: 'c=hunter2' } }, 'a');
    log.info({ config: { key: ApiKey.parse(key), password: 'hunter2' } }, 'b');
    log.info({ req: { headers: { cookie: 'c=hunter2' } } }, `a header held ${key}`);
    log.error({ err: new Error(`upstream said ${key} and cgt_hunter2`) }, 'c');
    log.error({ err: new Error('no answer of postgresql://desk:hunter2@db.example.com/a') }, 'd');
    log.info({ config: { databaseUrl: 'postgres://desk:hunter2@db.example.com/changgu' } }, 'e');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(lines.join('')).not.toMatch(/secret_part|hunter2|Bearer abc/);
  }));
