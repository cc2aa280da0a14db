/** A desk that begins its term while the standby that confirmed it has just gone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { startDesk } from '../../server/desk.ts';
import { createLogger } from '../../server/log.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { startPostgresPair } from '../support/postgres-server.ts';

describeOnPostgres('a desk whose first COMMIT nobody confirms', () => {
  it('gives up after seconds: meanwhile its process answers nothing', async () => {
    const { primary, standby } = startPostgresPair();
    const dataDir = mkdtempSync(join(tmpdir(), 'changgu-lead-'));
    try {
      const admin = new PostgresConnection(primary.url());
      migratePostgres(admin);
      admin.close();
      standby.kill();
      const config = readConfig({
        ...{ PUBLIC_URL: 'http://127.0.0.1:4000', DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
        ...{ AUTH_SECRET: 'test-secret-test-secret-test-secret-1234', ALLOW_ASYNC: '1' },
        DATABASE_URL: primary.url(),
      });
      const lost: string[] = [];
      const lead = { url: primary.url(), term: 0, onLost: (why: string) => void lost.push(why) };
      const fromMs = Date.now();
      await expect(
        startDesk({
          ...{ config: { ...config, port: 0 }, version: '0', clientDir: null, lead },
          log: createLogger('silent'),
        }),
      ).rejects.toThrow();
      expect(Date.now() - fromMs).toBeLessThan(20_000);
      expect(lost).toHaveLength(1);
    } finally {
      standby.stop();
      primary.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
