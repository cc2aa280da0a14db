/** Masks personal numbers and e-mail addresses in free text. Pure, in linear time. */

// The lookbehinds let a match start only at the start of a run: no quadratic backtracking.
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const NUMBER = /(?<![\w-])\d+(?:-\d+)*(?![A-Za-z_\d]|-\w)/g;
const SPACED = /(?<!\d)(?:01\d[ .]\d{3,4}[ .]\d{4}|\d{4} \d{4} \d{4} \d{3,4})(?!\d)/g;
/** 주민등록번호: a birth date and seven digits. It is hidden whole. */
const RESIDENT = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}$/;

/** Replaces each hidden character. */
export const MASK_SIGN = '•';

const dots = (text: string) => text.replaceAll(/\d/g, MASK_SIGN);
/** Keeps the last four digits, so that somebody who knows the number recognises it. */
const lastFour = (text: string) => dots(text.slice(0, -4)) + text.slice(-4);

/** @param hide masks a number that may be personal */
function maskNumber(text: string, hide: (text: string) => string): string {
  if (RESIDENT.test(text)) return dots(text);
  const digits = text.replaceAll('-', '').length;
  // Telephone, account and card numbers; dates are shorter, an operation's id is longer.
  const isLong = digits >= 10 && digits <= 16;
  const isLandline = digits === 9 && /^0\d+-\d+-\d{4}$/.test(text);
  return isLong || isLandline ? hide(text) : text;
}

/** Text as a viewer sees it: last four digits of numbers, first letter of e-mail addresses. */
export function maskText(text: string): string {
  return text
    .replaceAll(EMAIL, (found) => found.replace(/(?<=^.)[^@]*/u, '•••'))
    .replaceAll(SPACED, lastFour)
    .replaceAll(NUMBER, (found) => maskNumber(found, lastFour));
}

/** Removes personal numbers and e-mail addresses whole, for erasure. */
export function eraseText(text: string): string {
  return text
    .replaceAll(EMAIL, '•••')
    .replaceAll(SPACED, dots)
    .replaceAll(NUMBER, (found) => maskNumber(found, dots));
}
