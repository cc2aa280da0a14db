import { systemClock, systemRandom } from '../../server/clock.ts';
import { serviceTokens, type ServiceTokens } from '../../server/staff/service-tokens.ts';
import { withStorageBeside } from './storage-beside.ts';

/** Changes the service tokens of a database while a desk runs on it, as the command does. */
export function withTokens<T>(
  database: string,
  work: (tokens: ServiceTokens) => T | Promise<T>,
): Promise<T> {
  return withStorageBeside(database, (storage) =>
    work(serviceTokens(storage, systemClock, systemRandom)),
  );
}

/** Adds a service token. @returns its text */
export async function addToken(
  database: string,
  ...token: Parameters<ServiceTokens['add']>
): Promise<string> {
  return (await withTokens(database, (tokens) => tokens.add(...token))).text;
}
