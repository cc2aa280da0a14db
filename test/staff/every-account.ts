/** Accounts that somebody might guess at: the demo shop, with an account of every sort. */
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { setUpFactor, signedIn } from './browser.ts';

/** The e-mail address of each sort, as {@link startWithEveryAccount} sets it up. */
export const everyAccount = {
  known: 'viewer@demo.shop',
  withSecondFactor: 'manager@demo.shop',
  disabled: 'manager2@demo.shop',
  invited: 'new@shop.kr',
  unknown: 'nobody@demo.shop',
};

/** A desk without waits between attempts. */
export async function startWithEveryAccount(): Promise<TestDesk> {
  const desk = await startTestDesk({
    signInLimits: { windowMs: 3_600_000, perPersonAndAddress: 99, perAddress: 999, perPerson: 99 },
  });
  const { accounts, changes } = desk.staff;
  const id = desk.storage.read(accounts.findByEmail(everyAccount.disabled))?.id ?? '';
  const author = { type: 'command', id: null, name: null, address: null } as const;
  await changes.change(author, id, { disabled: true });
  await changes.invite(author, { email: everyAccount.invited, name: '새 직원', role: 'viewer' });
  await setUpFactor(await signedIn(desk, 'manager'), Date.now());
  return desk;
}
