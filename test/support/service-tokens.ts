import { systemClock, systemRandom } from '../../server/clock.ts';
import { serviceTokens, type ServiceTokens } from '../../server/staff/service-tokens.ts';
import { withStorageBeside } from './storage-beside.ts';

/** Changes the service tokens of a data file while a desk runs on it, as the command does. */
export function withTokens<T>(
  file: string,
  work: (tokens: ServiceTokens) => T | Promise<T>,
): Promise<T> {
  return withStorageBeside(file, (storage) =>
    work(serviceTokens(storage, systemClock, systemRandom)),
  );
}

/** Adds a service token. @returns its text */
export async function addToken(
  file: string,
  ...token: Parameters<ServiceTokens['add']>
): Promise<string> {
  return (await withTokens(file, (tokens) => tokens.add(...token))).text;
}
