/** What a stolen copy of the files, or of the log, reveals. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../server/clock.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { staffKeys } from '../../server/staff/staff-keys.ts';
import { startTestDesk } from '../server/start-test-desk.ts';
import { storedBytes } from '../support/database-in.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { codeAt, openBrowser, setUpFactor, signedIn, wrongCodeAt } from './browser.ts';

const TYPED_PASSWORD = 'a wholly different passphrase';
const WRONG_PASSWORD = 'hunter2-hunter2-hunter2';

function forms(secret: string): Buffer[] {
  return [
    Buffer.from(secret),
    Buffer.from(secret.replaceAll('-', '')),
    Buffer.from(Buffer.from(secret).toString('base64').replaceAll('=', '')),
    Buffer.from(Buffer.from(secret).toString('hex')),
    // An unkeyed hash would let whoever has a session's token find its row.
    Buffer.from(createHash('sha256').update(secret).digest('hex')),
  ];
}

describe('secrets', () => {
  it('of people are in no file, no line of the log and no row of the audit log', async () => {
    const clock = createShiftedClock();
    const desk = await startTestDesk({ clock });
    const browser = await signedIn(desk, 'manager');
    const cookies = [browser.cookie];
    const keep = () => cookies.push(browser.cookie);
    const { secret, recoveryCodes } = await setUpFactor(browser, clock.nowMs());
    keep();
    clock.shift(60_000);
    const codes = [codeAt(secret, clock.nowMs()), wrongCodeAt(secret, clock.nowMs())];
    for (const code of codes) await browser.auth('second-factor', { code });
    keep();
    await browser.auth('second-factor', { recoveryCode: recoveryCodes[0] });
    keep();
    await browser.auth('change-password', { current: DEMO_PASSWORD, next: TYPED_PASSWORD });
    keep();
    await browser.auth('lock');
    await browser.auth('unlock', { password: WRONG_PASSWORD });
    await browser.auth('unlock', { password: TYPED_PASSWORD });
    await openBrowser(desk).signIn(WRONG_PASSWORD, WRONG_PASSWORD);
    await desk.close({ keepFiles: true });

    const tokens = cookies.map((cookie) => cookie.split('=')[1] ?? '');
    expect(new Set(tokens).size).toBe(5);
    const log = Buffer.from(desk.log.join('\n'));
    const kept = storedBytes(desk);
    rmSync(desk.dir, { recursive: true });
    // These must be there, or nothing was searched.
    expect(kept.includes('manager@demo.shop')).toBe(true);
    expect(log.includes('second factor passed')).toBe(true);
    const never = [...tokens, secret, DEMO_PASSWORD, TYPED_PASSWORD, WRONG_PASSWORD];
    for (const text of never) {
      for (const form of forms(text)) {
        expect([text, kept.includes(form), log.includes(form)]).toEqual([text, false, false]);
      }
    }
    for (const code of recoveryCodes) {
      const plain = [code, code.replaceAll('-', '')];
      for (const text of plain) {
        expect([text, kept.includes(text), log.includes(text)]).toEqual([text, false, false]);
      }
    }
    for (const code of codes) expect(log.includes(`"${code}"`)).toBe(false);
  });

  it('that were sealed open only for their owner, unchanged, under the same AUTH_SECRET', () => {
    const keys = staffKeys('test-secret-test-secret-test-secret-1234', systemRandom);
    const others = staffKeys('other-secret-other-secret-other-secret-1', systemRandom);
    const sealed = keys.seal('staff-1', 'JBSWY3DPEHPK3PXP');
    expect(keys.unseal('staff-1', sealed)).toBe('JBSWY3DPEHPK3PXP');
    expect(keys.seal('staff-1', 'JBSWY3DPEHPK3PXP')).not.toBe(sealed);
    expect(() => keys.unseal('staff-2', sealed)).toThrow();
    expect(() => others.unseal('staff-1', sealed)).toThrow();
    expect(others.sessionHash('token')).not.toBe(keys.sessionHash('token'));
    expect(others.emailMark('a@b.kr')).not.toBe(keys.emailMark('a@b.kr'));
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed.charAt(at) === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      let opened: string | null = null;
      try {
        opened = keys.unseal('staff-1', changed);
      } catch {
        // As it must.
      }
      // The last character of a part may hold bits that belong to no byte.
      expect(opened ?? 'JBSWY3DPEHPK3PXP').toBe('JBSWY3DPEHPK3PXP');
    }
    for (const text of ['', 'v1', 'v1.a.b', 'v2.a.b.c', `${sealed}.x`.slice(3)]) {
      expect(() => keys.unseal('staff-1', text)).toThrow();
    }
    // A truncated tag would be easier to forge.
    const [form = '', nonce = '', tag = '', text = ''] = sealed.split('.');
    const short = [form, nonce, tag.slice(0, 6), text].join('.');
    expect(() => keys.unseal('staff-1', short)).toThrow();
  });

  it('can’t be moved to another person by writing to the file', async () => {
    const clock = createShiftedClock();
    const desk = await startTestDesk({ clock });
    const { secret } = await setUpFactor(await signedIn(desk, 'viewer'), clock.nowMs());
    await setUpFactor(await signedIn(desk, 'manager'), clock.nowMs());
    desk.db.script(`UPDATE two_factor SET last_step = 0, secret = (
        SELECT f.secret FROM two_factor f JOIN "user" u ON u.id = f.staff_id
        WHERE u.email = 'viewer@demo.shop')
      WHERE staff_id = (SELECT id FROM "user" WHERE email = 'manager@demo.shop')`);
    clock.shift(60_000);
    const browser = openBrowser(desk);
    await browser.signIn('manager@demo.shop');
    const reply = await browser.auth('second-factor', { code: codeAt(secret, clock.nowMs()) });
    expect(reply.body.code).toBe('wrong-code');
    await desk.close();
  });
});
