import { systemClock, systemRandom } from '../../server/clock.ts';
import { serviceTokens, type ServiceTokens } from '../../server/staff/service-tokens.ts';
import { openConnection } from '../../server/storage/connection.ts';

/** Changes the service tokens of a data file beside a running desk, as the command does it. */
export function withTokens<T>(file: string, work: (tokens: ServiceTokens) => T): T {
  const connection = openConnection(file);
  try {
    return work(serviceTokens(connection, systemClock, systemRandom));
  } finally {
    connection.close();
  }
}
