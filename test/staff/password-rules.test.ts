import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD, passwordFault } from '../../server/staff/password-rules.ts';

const kim = {
  name: '김민지',
  email: 'minji.kim@corner-shop.kr',
  shopName: '모퉁이 상점',
  isDemo: false,
};

describe('a new password', () => {
  it.each([
    'correct horse battery staple',
    'a-long-test-passphrase',
    'minji walks over the bridge',
    '봄비 내리는 창가의 고양이들',
    'wR7#pQz!92mLx$Kv',
    '   spaces are kept   ',
  ])('may be %s', (password) => expect(passwordFault(password, kim)).toBeNull());

  it('needs 15 characters, counted as a person counts them', () => {
    expect(passwordFault('jx7 walks slow', kim)).toBe('too-short');
    expect(passwordFault('jx7 walks slowl', kim)).toBeNull();
    // Fourteen syllables, which some keyboards send as thirty-eight letters.
    const syllables = '봄비내리는창가의고양이둘이';
    expect(passwordFault(`${syllables}요`.normalize('NFD'), kim)).toBe('too-short');
    expect(passwordFault(`${syllables}야옹`.normalize('NFD'), kim)).toBeNull();
    // Fourteen characters of two code units each.
    expect(passwordFault('🦊🐢🌵🍋🎻🧭🪁🥁🚲🛶🧶🔔🪴🧊', kim)).toBe('too-short');
  });

  it('may have 128 characters, which are hashed completely', () => {
    const long = 'wR7#pQz!92mLx$Kv'.repeat(8);
    expect(passwordFault(long.slice(0, 128), kim)).not.toBe('too-long');
    expect(passwordFault(`${long}x`, kim)).toBe('too-long');
  });

  it.each([
    '1qaz2wsx3edc4rfv',
    'PasswordPassword',
    'p@$$w0rdp@$$w0rd',
    'qwertyuiopasdfgh',
    '123456789012345',
    'aaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'iloveyou iloveyou',
    '20240101 20240102',
    'administrator123',
    DEMO_PASSWORD,
    `${DEMO_PASSWORD}7`,
    'Demo-Shop-123456!',
  ])('may not be a common one: %s', (password) =>
    expect(passwordFault(password, kim)).toBe('common'),
  );

  it.each([
    'minji.kim@corner-shop.kr',
    'minji.kim-corner-shop',
    'Corner-Shop Kim 2026',
    '김민지 모퉁이 상점 2024',
    '모퉁이상점 김민지 2026년',
    'm1nj1.k1m.m1nj1',
    'minji.kim@c0rner-shop.kr',
    'rk.pohs-renroc@mik.ijnim',
  ])('may not contain data of its owner: %s', (password) =>
    expect(passwordFault(password, kim)).toBe('like-name'),
  );

  it('of another person may contain these words', () => {
    const other = { ...kim, name: '이조회', email: 'lee@elsewhere.kr', shopName: '바다' };
    expect(passwordFault('minji.kim@corner-shop.kr', other)).toBeNull();
  });

  it('may be the public one for a demo account alone', () => {
    const demo = { ...kim, email: 'viewer@demo.shop', isDemo: true };
    expect(passwordFault(DEMO_PASSWORD, demo)).toBeNull();
    expect(passwordFault('passwordpassword', demo)).toBe('common');
  });

  it('is checked quickly, whatever it is', () => {
    const alphabet = '@4a8b(c3e6g1!|l0o$5s+7t%2z';
    const worst = Array.from({ length: 128 }, (_, n) => alphabet.charAt((n * 7) % 26)).join('');
    for (const password of [worst, 'p@$$w0rd'.repeat(16), '19'.repeat(64), '0'.repeat(128)]) {
      const before = process.cpuUsage();
      passwordFault(password, kim);
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    }
  });
});
