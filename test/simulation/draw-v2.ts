/** What is drawn only for schedules of v2: how the desk is set, and how Toss's v2 answers. */
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import type { Profile } from './profile.ts';
import type { Rng } from './rng.ts';
import { lineSpoils, type V2Draws } from './v2-draws.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Each is a reading of the documents; the judge expects the same of all of them. */
function drawOptions(rng: Rng): Partial<SandboxOptions> {
  const oftenNone = (won: number) => (rng.chance(0.6) ? 0 : won);
  return {
    unusedFields: rng.pick(['absent', 'null']),
    cardFieldTypes: rng.pick(['typed', 'text']),
    bankCodeDigits: rng.pick([2, 3]),
    deadFields: rng.chance(0.3),
    slipHost: rng.pick(['pay.toss.im', 'staging.toss.im']),
    notFoundCode: rng.pick([
      'TRANSACTION_NOT_FOUND',
      'COMMON_PAY_NOT_FOUND',
      'CORE_USER_ERROR',
      'none',
    ]),
    statusAmounts: rng.pick(['as-paid', 'as-left']),
    transactionPointsShown: rng.chance(0.5),
    regTsLaterMs: rng.pick([0, 0, 500, 2000]),
    cupDepositInParts: rng.chance(0.5),
    discountPercent: oftenNone(rng.int(1, 40)),
    pointsWon: oftenNone(rng.int(1, 20_000)),
    cupDepositWon: oftenNone(300),
    discountRounding: rng.pick(['floor', 'ceil', 'round']),
    discountRefunds: rng.chance(0.85) ? 'proportional' : 'beside-discount',
    smallestDiscountRefundWon: rng.chance(0.9) ? 0 : 1000,
    consoleRefundNo: rng.pick(['own', 'transactionId']),
    executedAgainCode: rng.pick([
      'PAYMENT_EXISTING_PAYMENT',
      'PAY_ALREADY_COMPLETED',
      'COMMON_ITS_NOT_ABLE_TO_CHANGE_STATUS',
    ]),
    cashReceiptIssuer: rng.pick(['toss', 'shop']),
    refundAgain: rng.pick(['same-answer', 'duplicate']),
    refundNoElsewhere: rng.pick(['duplicate', 'first-answer', 'refunds-first-payment']),
    refundPendingCode: rng.pick(['TRANSACTION_PENDING_ERROR', 'REFUND_PENDING_SUCCESS']),
    refundReasonAbsent: rng.pick(['empty', 'error']),
    refundReasonCharacters: rng.weighted({ listed: 1, 'listed-and-blank': 10, any: 5 }),
    refundTaxFreeAbsent: rng.pick(['zero', 'error']),
    refundedSign: rng.pick(['minus', 'plus']),
    amountsAsText: rng.chance(0.7),
    v1ListsV2Refunds: rng.chance(0.5),
    v1StatusServed: rng.chance(0.5),
    v1CancelServed: rng.chance(0.8),
    v1StatusFields: rng.pick(['2019-05', '2019-07']),
    v1CallbackFields: rng.pick(['2019', '2020']),
  };
}

const switches: readonly (readonly TossVersion[])[] = [
  ['v1', 'v2'],
  ['v2', 'v1'],
  ['v1', 'v2', 'v1'],
  ['v2', 'v1', 'v2'],
];

/** Adds to a profile what v2 has of its own. */
export function drawV2(profile: Profile, rng: Rng): V2Draws {
  const way = rng.weighted({ plain: 35, switches: 20, alike: 20, lines: 13, times: 10, mode: 2 });
  const options = drawOptions(rng);
  const draws: V2Draws = {
    versions: ['v2'],
    options,
    payMethod: rng.pick(['TOSS_MONEY', 'CARD']),
    spoiledLines: way === 'lines' ? rng.pick([0.2, 0.8]) : 0,
    spoils: rng.chance(0.5) ? lineSpoils : [rng.pick(lineSpoils)],
    otherTimes: way === 'times' ? rng.pick([0.5, 1]) : 0,
    otherTimesMs: rng.spread(SECOND, 30 * MINUTE),
    alike: way === 'alike' ? 0.8 : 0,
    otherMode: way === 'mode' ? 0.1 : 0,
  };
  if (way === 'switches') {
    draws.versions = rng.pick(switches);
    // A desk that is set to v1 needs its status, and its list once a copy has forgotten a refund.
    options.v1StatusServed = true;
    if (profile.restores > 0) options.v1ListsV2Refunds = true;
    profile.activeMs = Math.max(profile.activeMs, rng.spread(2 * MINUTE, 2 * 60 * MINUTE));
    profile.intents = Math.max(profile.intents, rng.int(1, 3));
    profile.outsideRefunds = Math.max(profile.outsideRefunds, rng.int(0, 2));
  }
  if (way === 'alike' && rng.chance(0.6)) {
    profile.moneyTrouble = rng.pick([0.5, 0.9]);
    profile.callFaults = { 'request-lost': 2, 'answer-lost': 2, 'request-late': 0.5, cut: 0.5 };
    options.v1StatusServed = rng.chance(0.3);
  }
  return draws;
}
