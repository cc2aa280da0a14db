/** Texts without the numbers and addresses by which people are found. Pure and linear in time. */

// Each starts only where its run of characters does: no text takes longer than its length.
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const NUMBER = /(?<![\w-])\d+(?:-\d+)*(?![A-Za-z_\d]|-\w)/g;
const SPACED = /(?<!\d)(?:01\d[ .]\d{3,4}[ .]\d{4}|\d{4} \d{4} \d{4} \d{3,4})(?!\d)/g;
/** 주민등록번호: a birthday, then seven digits of which nothing may be shown. */
const RESIDENT = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}$/;

/** What stands for a sign that is hidden. */
export const MASK_SIGN = '•';

const dots = (text: string) => text.replaceAll(/\d/g, MASK_SIGN);
/** Enough to recognise a number that one knows, and no more. */
const lastFour = (text: string) => dots(text.slice(0, -4)) + text.slice(-4);

/** @param hide what becomes of a number that is one of a person */
function maskNumber(text: string, hide: (text: string) => string): string {
  if (RESIDENT.test(text)) return dots(text);
  const digits = text.replaceAll('-', '').length;
  // Telephone, account and card numbers; dates are shorter, an operation's id is longer.
  const isLong = digits >= 10 && digits <= 16;
  const isLandline = digits === 9 && /^0\d+-\d+-\d{4}$/.test(text);
  return isLong || isLandline ? hide(text) : text;
}

/** A text as a viewer sees it: of numbers the last four digits, of an e-mail its first letter. */
export function maskText(text: string): string {
  return text
    .replaceAll(EMAIL, (found) => `${found.slice(0, 1)}•••${found.slice(found.indexOf('@'))}`)
    .replaceAll(SPACED, lastFour)
    .replaceAll(NUMBER, (found) => maskNumber(found, lastFour));
}

/** A text of which no number of a person and no e-mail address is left. */
export function eraseText(text: string): string {
  return text
    .replaceAll(EMAIL, '•••')
    .replaceAll(SPACED, dots)
    .replaceAll(NUMBER, (found) => maskNumber(found, dots));
}
