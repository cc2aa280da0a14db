/**
 * `npm run new-keys`: lets the next desk that starts bring other keys than the desks before it, for
 * a database on PostgreSQL.
 */
import { parseArgs } from 'node:util';
import { leadTimes } from '../lead/lead-times.ts';
import { PostgresConnection } from '../storage/postgres/connection.ts';
import { requirePresentSchema } from '../storage/postgres/require-schema.ts';
import { runUnit } from '../storage/run-unit.ts';
import { prepare } from '../storage/statement.ts';
import { withConnection } from '../storage/with-connection.ts';
import { openDataDir, runCommand, UsageError } from './run-command.ts';

const USAGE = `PostgreSQL의 창구에 새 키를 쓰기 · lets the desks of a database have new keys
  npm run new-keys    모든 창구를 끄고 실행해요. 다음에 켜는 창구의 AUTH_SECRET과 키 파일이 기준이 돼요 ·
                      with every desk stopped: the AUTH_SECRET and key files of the desk that starts
                      next count from then on`;

const FORGET = prepare(`UPDATE desk_lead SET keys = NULL WHERE id = 1
  AND (beat_at IS NULL OR beat_at <= clock_timestamp() - ? * interval '1 millisecond')`);

await runCommand(USAGE, () => {
  parseArgs({ options: {} });
  const { databaseUrl } = openDataDir();
  if (databaseUrl === null) {
    throw new UsageError('A desk on a file takes new keys by itself: DATABASE_URL is not set.');
  }
  const isDone = withConnection(new PostgresConnection(databaseUrl), (connection) => {
    requirePresentSchema(connection);
    return runUnit(connection, FORGET.run(leadTimes.silentMs)) === 1;
  });
  if (!isDone) {
    throw new UsageError('아직 켜져 있는 창구가 있어요. A desk leads: stop every desk first.');
  }
  console.log('새 키를 쓸 수 있어요. The desk that starts next may have new keys.');
  return Promise.resolve();
});
