/** Length limits of passwords. Only the server can check the other faults. */

/** NIST SP 800-63B-4: 15 characters where the password is the only factor. */
export const PASSWORD_MIN = 15;
/** The sign-in library's own limit, in UTF-16 units. */
export const PASSWORD_MAX = 128;

export const passwordFaults = ['too-short', 'too-long', 'common', 'like-name'] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/** Length in characters after NFKC: a Korean syllable counts as one, composed or decomposed. */
export function passwordLength(password: string): number {
  return Array.from(password.normalize('NFKC')).length;
}
