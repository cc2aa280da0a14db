/** What v2's status shows: the sandbox's answer, with what this schedule's Toss does otherwise. */
import type { Answer } from '../../server/sandbox/answer.ts';
import { transactionIdOf } from '../../server/sandbox/derived-id.ts';
import type { RefundRow } from '../../server/sandbox/payment-row.ts';
import { toSeoulText } from '../../server/sandbox/seoul-time.ts';
import type { LineSpoil } from './v2-draws.ts';
import type { Shown, Told } from './told.ts';
import type { Stage } from './stage.ts';

type Body = Record<string, unknown>;
type Line = Body & { stepType: string; transactionId: string; transactionAmount: number };

/** Whether Toss never lists a refund, and which operation it belongs to. */
interface Listing {
  isHidden(refund: RefundRow): boolean;
  ownerOf(refund: RefundRow): string;
}

const lineTexts = ['transactionAmount', 'paidAmount', 'discountedAmount', 'discountAmount'];
const bodyTexts = ['amount', 'refundableAmount', 'paidAmount', 'discountedAmount'];

function withTexts(body: Body, names: readonly string[]): Body {
  const changed = { ...body };
  for (const name of names) {
    if (typeof changed[name] === 'number') changed[name] = String(changed[name]);
  }
  return changed;
}

export class TossV2 {
  readonly #stage: Stage;
  readonly #listing: Listing;
  /** By how much a refund's line is registered off its time. */
  readonly #offMs = new Map<string, number>();

  constructor(stage: Stage, listing: Listing) {
    this.#stage = stage;
    this.#listing = listing;
  }

  /** The id under which v2 lists a refund. */
  transactionIdOf({ payToken, refundNo }: Pick<RefundRow, 'payToken' | 'refundNo'>): string {
    const refunds = this.#stage.books.refundsAt(payToken);
    const place = refunds.findIndex((one) => one.refundNo === refundNo);
    return transactionIdOf(payToken, place + 1);
  }

  /** By how much the line of a refund is off the time that v1 tells, in ms. */
  offMsOf({ refundNo }: Pick<RefundRow, 'refundNo'>): number {
    const { rng, profile, books } = this.#stage;
    const { otherTimes = 0, otherTimesMs = 0 } = profile.v2 ?? {};
    let offMs = this.#offMs.get(refundNo);
    if (offMs === undefined) {
      const isOff = otherTimes > 0 && rng.chance(otherTimes);
      offMs = isOff ? rng.int(-otherTimesMs, otherTimesMs) : 0;
      if (isOff) this.#stage.fault('other-time');
      this.#offMs.set(refundNo, offMs);
    }
    return offMs + books.options.regTsLaterMs;
  }

  /** The answer as Toss gives it, and what it shows. */
  told(payToken: string, answer: Answer): Told {
    const { profile } = this.#stage;
    const { transactions } = answer.body;
    if (!Array.isArray(transactions)) {
      const shown = { done: new Set<string>(), numbers: new Set<string>(), understood: true };
      return { answer, shown };
    }
    const refunds = this.#stage.books.refundsAt(payToken);
    const byId = new Map(
      refunds.map((refund, at) => [transactionIdOf(payToken, at + 1), refund] as const),
    );
    let body: Body = { ...answer.body };
    const lines: Line[] = [];
    for (const line of transactions as Line[]) {
      const refund = byId.get(line.transactionId);
      if (refund !== undefined && this.#listing.isHidden(refund)) body = withoutLine(body, line);
      else lines.push(refund === undefined ? line : this.#timed(line, refund));
    }
    // One refund may be in progress, and then its line is the last.
    const ended = body['payStatus'] === 'REFUND_PROGRESS' ? lines.slice(0, -1) : lines;
    const done = new Set(
      ended
        .map(({ transactionId }) => byId.get(transactionId))
        .filter((refund) => refund?.state === 'done')
        .map((refund) => this.#listing.ownerOf(refund!)),
    );
    if (
      body['payStatus'] === 'REFUND_SUCCESS' &&
      lines.every(({ stepType }) => stepType === 'PAY')
    ) {
      body['payStatus'] = 'PAY_COMPLETE';
    }
    const spoiled = this.#spoil(body, lines);
    const { amountsAsText } = profile.temper;
    const listed = amountsAsText === 'none' ? spoiled.lines : spoiled.lines.map(asText);
    body = { ...(amountsAsText === 'all' ? withTexts(spoiled.body, bodyTexts) : spoiled.body) };
    const shown: Shown = { done, numbers: done, understood: !spoiled.isSpoiled };
    return { answer: { ...answer, body: { ...body, transactions: listed } }, shown };
  }

  #timed(line: Line, refund: RefundRow): Line {
    const offMs = this.offMsOf(refund);
    if (offMs === this.#stage.books.options.regTsLaterMs) return line;
    return { ...line, regTs: toSeoulText((refund.doneAt ?? refund.requestedAt) + offMs) };
  }

  #spoil(body: Body, lines: Line[]): { body: Body; lines: Line[]; isSpoiled: boolean } {
    const { rng, profile, troubled } = this.#stage;
    const { spoiledLines = 0, spoils = [] } = profile.v2 ?? {};
    if (!troubled || lines.length === 0 || spoiledLines === 0 || !rng.chance(spoiledLines)) {
      return { body, lines, isSpoiled: false };
    }
    const spoil = rng.pick(spoils);
    const place = rng.int(0, lines.length - 1);
    this.#stage.fault(`line-${spoil}`);
    return { ...spoiledBy(spoil, body, lines, place, rng.chance(0.5)), isSpoiled: true };
  }
}

const asText = (line: Line) => withTexts(line, lineTexts) as Line;

/** @param fits the sums beside the lines are made to agree where that is possible */
function spoiledBy(spoil: LineSpoil, body: Body, lines: Line[], place: number, fits: boolean) {
  const line = lines[place]!;
  const others = lines.filter((one) => one !== line);
  switch (spoil) {
    case 'missing':
      return { body, lines: others };
    case 'twice': {
      const leftWon = Number(body['refundableAmount']) + line.transactionAmount;
      const agrees = fits && line.stepType === 'REFUND' && leftWon >= 0;
      const told = agrees ? { ...body, refundableAmount: leftWon } : body;
      return { body: told, lines: [...lines, line] };
    }
    case 'unnamed': {
      const { transactionId: _id, ...rest } = line;
      return { body, lines: lines.map((one) => (one === line ? (rest as Line) : one)) };
    }
    case 'odd': {
      const odd = { ...line, stepType: `${line.stepType}_DONE` };
      return { body, lines: lines.map((one) => (one === line ? odd : one)) };
    }
  }
}

/** Toss never shows this refund: what it tells of the payment agrees with that. */
function withoutLine(body: Body, line: Line): Body {
  const wonOf = (value: unknown) => Math.abs(Number(value ?? 0));
  const { amount, refundableAmount, paidAmount, discountedAmount } = body;
  const leftWon = Number(refundableAmount) + wonOf(line.transactionAmount);
  const told = { ...body, ...(refundableAmount !== undefined && { refundableAmount: leftWon }) };
  const isOfWhole = Number(paidAmount) + Number(discountedAmount) === Number(amount);
  if (isOfWhole || paidAmount === undefined) return told;
  const discountWon = wonOf(line['discountedAmount'] ?? line['discountAmount']);
  return {
    ...told,
    paidAmount: Number(paidAmount) + wonOf(line['paidAmount']),
    discountedAmount: Number(discountedAmount) + discountWon,
  };
}
