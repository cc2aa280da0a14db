/** The data of the test: payments with hostile texts, people and a shop with hostile names. */
import { hostilePayment, hostileTexts } from './hostile-toss.ts';
import { inGroups, payloads, shortPayloads, type Payload } from './payloads.ts';

const LISTED = 40;
const DIALOGS = 3;

/** A payToken is one of Toss's texts, too: at most 30 visible characters. */
const hostileTokens = [
  `"><svg/onload=pwn(1)>`,
  `'><img/src/onerror=pwn(2)>`,
  `javascript:pwn(3)`,
  `{{amount}}$t(common.close)`,
  `</script><script>pwn(4)//`,
  `..%2f..%2f<b>x</b>`,
  `"onfocus="pwn(5)"autofocus="`,
];

const listedGroups = inGroups(payloads, LISTED);
const dialogGroups = inGroups(payloads, DIALOGS);

const dialogPayments = (
  name: string,
  ...how: [kind: 'paid' | 'approved' | 'standby', does: 'refuse' | 'accept' | 'accept-as-other']
) =>
  dialogGroups.map((some, index) => {
    const texts = hostileTexts(some);
    // The order number tells payments apart.
    return hostilePayment(
      `${name}-${String(index)}`,
      { ...texts, orderNo: `${name} ${texts.orderNo}` },
      ...how,
    );
  });

/** Every payload is in every text of each of these sets. */
export const payments = {
  dialogs: dialogGroups,
  /** Few payloads in each text, for the list and the details. */
  listed: listedGroups.map((some, index) =>
    hostilePayment(hostileTokens[index] ?? `listed-${String(index)}`, hostileTexts(some)),
  ),
  refused: dialogPayments('refused', 'paid', 'refuse'),
  done: dialogPayments('done', 'paid', 'accept'),
  other: dialogPayments('other', 'paid', 'accept-as-other'),
  proposed: dialogPayments('proposed', 'paid', 'accept'),
  standby: dialogPayments('standby', 'standby', 'refuse'),
  approved: dialogPayments('approved', 'approved', 'refuse'),
};

/** `count` of them, evenly spread over the list. */
function spread(some: readonly Payload[], count: number): Payload[] {
  return Array.from(
    { length: count },
    (_, index) => some[Math.floor((index * some.length) / count)],
  ).filter((one) => one !== undefined);
}

const fitting = (maxLength: number, count: number, refused?: RegExp) =>
  spread(shortPayloads(maxLength, refused), count).map(({ text }) => text);

const halves = fitting(49, 48);
export const hostileStaff = halves
  .slice(0, 24)
  .map((name, index) => `${name} ${halves[24 + index] ?? ''}`);

export const shopNames = fitting(50, 10);
/** Toss forbids quotation marks and backslashes in a reason. */
export const refundReasons = [...new Set(fitting(50, 20, /[\p{Cc}\\"']/u))];

/** As many as fit into `maxLength`, starting with the `first`. */
function filled(maxLength: number, first: number, refused?: RegExp): string {
  let text = '';
  for (const one of shortPayloads(60, refused).slice(first)) {
    if (text.length + one.text.length < maxLength) text += `${one.text} `;
  }
  return text.trim();
}

export const longTexts = { note: filled(500, 0), evidence: filled(500, 60) };

/** Product names that a shop may use: without quotation marks and backslashes. */
export const products = [0, 40, 80].map((first) => filled(255, first, /[\p{Cc}"'\\]/u));
