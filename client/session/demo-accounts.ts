/** The demo accounts of the sandbox; a real desk has none. */
import { readDesk } from './desk.ts';

export const DEMO_PASSWORD = 'demo-shop-123456';

export const demoAccounts = [
  { role: 'operator', email: 'operator@demo.shop' },
  { role: 'manager', email: 'manager@demo.shop' },
  { role: 'viewer', email: 'viewer@demo.shop' },
] as const;

/** A demo account's password, unknown to a user who signed in by a button; else `null`. */
export function demoPasswordOf(email: string): string | null {
  return readDesk().sandbox && email.endsWith('@demo.shop') ? DEMO_PASSWORD : null;
}
