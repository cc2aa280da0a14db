import { systemClock, systemRandom } from '../../server/clock.ts';
import { serviceTokens, type ServiceTokens } from '../../server/staff/service-tokens.ts';
import { openConnection } from '../../server/storage/connection.ts';

/** Changes the service tokens of a data file while a desk runs on it, as the command does. */
export function withTokens<T>(file: string, work: (tokens: ServiceTokens) => T): T {
  const connection = openConnection(file);
  try {
    return work(serviceTokens(connection, systemClock, systemRandom));
  } finally {
    connection.close();
  }
}
