/** What a password must be, as far as its length goes: the rest only the desk can tell. */

/** NIST SP 800-63B-4: 15 characters where the password is all that guards the account. */
export const PASSWORD_MIN = 15;
/** The sign-in library's own limit, in UTF-16 units. */
export const PASSWORD_MAX = 128;

export const passwordFaults = ['too-short', 'too-long', 'common', 'like-name'] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/** How many characters count: a Korean syllable is one, however a keyboard sends it. */
export function passwordLength(password: string): number {
  return Array.from(password.normalize('NFKC')).length;
}
