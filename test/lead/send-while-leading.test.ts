/** What leaves a desk that lost the lead while its machine was paused, clocks included. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { sendWhileLeading } from '../../server/lead/send-while-leading.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import {
  openPostgresStorage,
  type LedStorage,
} from '../../server/storage/postgres/postgres-storage.ts';
import { prepare } from '../../server/storage/statement.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createToss, type Toss } from '../../server/toss/toss.ts';
import { createTransport } from '../../server/toss/transport.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';

describeOnPostgres('a desk', () => {
  let database: TestDatabase;
  let storage: LedStorage;
  let toss: Toss;
  const arrived: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    arrived.push(request.url);
    response.end('{"code":0}');
  });
  beforeEach(async () => {
    database = createTestDatabase(migratePostgres);
    const onLost = () => undefined;
    const connection = new PostgresConnection(database.url);
    connection.script('UPDATE desk_lead SET beat_at = clock_timestamp()');
    connection.close();
    storage = openPostgresStorage({ url: database.url, clock: systemClock, term: 0, onLost });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const line = {
      baseUrl: `http://127.0.0.1:${port}`,
      apiKey: ApiKey.parse('sk_test_planted00000000000'),
      ...{ timeoutMs: 5000, clock: systemClock },
    };
    toss = createToss(
      line,
      sendWhileLeading(createTransport(line), () => storage.stillLeads()),
    );
    arrived.length = 0;
  });
  afterEach(async () => {
    await toss.close();
    storage.close();
    database.drop();
    await new Promise((resolve) => server.close(resolve));
  });

  const refund = {
    ...({ kind: 'refund', version: 'v1' } as const),
    body: '{"payToken":"planted","refundNo":"planted","amount":1000}',
  };

  it('sends a refund while it leads', async () => {
    expect((await toss.send(refund, () => true)).httpStatus).toBe(200);
    expect(arrived).toEqual(['/api/v1/refunds']);
  });

  it('sends none once another desk has the lead, though its own clocks allow it', async () => {
    await storage.transact(() => prepare('UPDATE desk_lead SET term = 1').run());
    const exchange = await toss.send(refund, () => true);
    expect(exchange).toMatchObject({ httpStatus: null, failure: expect.any(String) as string });
    expect(arrived).toEqual([]);
  });
});
