/** Ten single-use codes that replace a lost second factor. */
import { createHash } from 'node:crypto';
import type { Random } from '../clock.ts';
import { prepared, db } from '../storage/statement.ts';
import type { Unit } from '../storage/unit.ts';

const HOW_MANY = 10;
/** So many random bits can't be guessed, even with the fast hash (ASVS 6.5.2: 112). */
const CODE_BITS = 120;
const GROUP_LENGTH = 4;
/** Crockford's alphabet, without the easily confused I, L, O and U. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS_PER_SIGN = 5;

const insertCode = prepared((row: { staffId: string; hash: string }) =>
  db.insertInto('recovery_code').values({ staff_id: row.staffId, hash: row.hash, used_at: null }),
);

const deleteCodes = prepared((given: { staffId: string }) =>
  db.deleteFrom('recovery_code').where('staff_id', '=', given.staffId),
);

const useCode = prepared((given: { staffId: string; hash: string; at: string }) =>
  db
    .updateTable('recovery_code')
    .set({ used_at: given.at })
    .where('staff_id', '=', given.staffId)
    .where('hash', '=', given.hash)
    .where('used_at', 'is', null),
);

const countLeft = prepared((given: { staffId: string }) =>
  db
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('staff_id', '=', given.staffId)
    .where('used_at', 'is', null),
);

function newCode(random: Random): string {
  const bytes = Buffer.from(random.secret(CODE_BITS), 'base64url');
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let signs = '';
  while (signs.length < CODE_BITS / BITS_PER_SIGN) {
    signs += ALPHABET.charAt(Number(rest % 32n));
    rest /= 32n;
  }
  return signs;
}

const inGroups = (signs: string) =>
  (signs.match(new RegExp(`.{1,${String(GROUP_LENGTH)}}`, 'g')) ?? []).join('-');

/**
 * The form that is hashed: without hyphens, blanks and capitals, with easily misread letters
 * replaced.
 */
function plain(text: string): string {
  const signs = text.toLowerCase().replaceAll(/[\s-]/g, '');
  return signs.replaceAll('o', '0').replaceAll(/[il]/g, '1');
}

const hashOf = (text: string) => createHash('sha256').update(plain(text)).digest('hex');

/** Replaces the person's codes. @returns the new codes, which are stored nowhere else */
export function* replaceRecoveryCodes(staffId: string, random: Random): Unit<string[]> {
  const codes = Array.from({ length: HOW_MANY }, () => inGroups(newCode(random)));
  yield* deleteCodes.run({ staffId });
  for (const code of codes) yield* insertCode.run({ staffId, hash: hashOf(code) });
  return codes;
}

/** Uses a code up. @returns `false` if the person has no such code, or it was used before */
export function* useRecoveryCode(given: {
  staffId: string;
  code: string;
  at: string;
}): Unit<boolean> {
  const { staffId, code, at } = given;
  return (yield* useCode.run({ staffId, hash: hashOf(code), at })) > 0;
}

export function* recoveryCodesLeft(staffId: string): Unit<number> {
  return (yield* countLeft.first({ staffId }))?.left ?? 0;
}
