/**
 * Stands for `@better-auth/utils/password` in tests of the server (vite.config.ts). Each hash takes
 * a core for 0.1 s, and nearly every test signs in: the tests' own passwords are hashed and checked
 * once per process. Any other password takes its time.
 */
import { createRequire } from 'node:module';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { PASSWORD } from './password.ts';

/** By `require`, which the alias of this module does not reach. */
const library = createRequire(import.meta.url)(
  '@better-auth/utils/password',
) as typeof import('@better-auth/utils/password');
const ofTests = new Set([PASSWORD, DEMO_PASSWORD]);
const hashes = new Map<string, Promise<string>>();
const right = new Set<string>();

export function hashPassword(password: string): Promise<string> {
  const known = hashes.get(password) ?? library.hashPassword(password);
  if (ofTests.has(password)) hashes.set(password, known);
  return known;
}

/** A wrong password always takes its time, as the tests of guessing want. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const key = `${hash} ${password}`;
  if (right.has(key)) return true;
  const isRight = await library.verifyPassword(hash, password);
  if (isRight && ofTests.has(password)) right.add(key);
  return isRight;
}
