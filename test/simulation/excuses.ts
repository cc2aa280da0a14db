/**
 * The complete list of what the judge tolerates, and why. Each sentence is in docs/trust.md under
 * "Not shown", because what is tolerated here is promised to nobody.
 */
import { count } from './coverage.ts';
import type { Stage } from './stage.ts';

export const excuses = {
  'toss-untrue': {
    sentence:
      'Toss answers code 0 and does not do it, does it with another amount, or never lists it: ' +
      'until two reads at least 15 minutes apart contradict it the desk shows it as done. Paid ' +
      'payments are read once a day; then it shows 토스와 다름.',
    why: 'Nothing but a later read can tell an untrue answer from a true one.',
  },
  'never-told': {
    sentence:
      'Toss does a refund, its answer is lost, and no read ever lists it: ' +
      'the desk takes it for not done.',
    why: 'Toss tells nobody of it.',
  },
  'person-said': {
    sentence:
      'A person ends an operation otherwise than it was, or gives it up. What Toss lists under ' +
      'its number ends it rightly after all; where Toss lists it under a number that the desk was never told, ' +
      'it stays as the person said, and its money counts once.',
    why: 'Where no read decides, somebody must, and can be wrong.',
  },
  'taken-for-ours': {
    sentence:
      'By v2, which tells no numbers, a refund made elsewhere of the same amount is taken for the ' +
      'desk’s own that never arrived or is never listed, where its line is registered between 5 ' +
      'seconds before ours was sent and 60 seconds after its call could last; or, where Toss ' +
      'answered code 0 and did nothing, also within 2 seconds of the time of that answer, or at ' +
      'any time where it told none that could be right by the desk’s clock. Its money counts once.',
    why: 'v1 does not list ours, and nothing in v2’s line tells the two apart.',
  },
  'other-times': {
    sentence:
      'v2 registers a refund more than 2 seconds off the time that v1 tells: the payment is shown ' +
      'as 토스와 다름 after the settle time, and no won is counted twice.',
    why: 'Only amount and time pair a refund’s names in the two versions.',
  },
  'parts-told-later': {
    sentence:
      'Toss tells a payment’s tax parts only after a refund was recorded with estimated ones: ' +
      'what a manager sends again goes out with those, and Toss decides.',
    why: 'An operation has one body for ever.',
  },
  'arrived-late': {
    sentence:
      'A call reaches Toss more than two minutes after it left: the desk may take it for absent ' +
      'until Toss shows it.',
    why: 'The settle time of 15 minutes allows for a replica that lags by 12 of them.',
  },
  restored: {
    sentence:
      'A copy of the data comes back: the desk does not know what it has forgotten, may call ' +
      'declined what it had sent, and may send it again under the same number unless Toss ' +
      'shows it. What Toss lists under a number that only the lost answer told, or with another ' +
      'amount, counts as made elsewhere.',
    why: 'What was written since the copy is nowhere any more.',
  },
  'read-unwritten': {
    sentence:
      'The desk dies between a good read and its record: an answer before it that there is no ' +
      'such payment and one after it count as two in a row, and the payment is shown as 토스에 ' +
      '없음 until the next good read.',
    why: 'What was not written is not known after the start.',
  },
  'clock-across-start': {
    sentence:
      'The machine’s clock is set and the desk is started anew: what it was waiting for may ' +
      'take that much longer or shorter.',
    why: 'Only the machine’s clock spans two processes.',
  },
  'clock-and-sweep': {
    sentence:
      'The machine’s clock is set ahead by more than 90 days: a paid payment that is read ' +
      'meanwhile counts as too old to be read once a day, and what is done elsewhere is found ' +
      'when somebody opens it.',
    why: 'The age of a payment spans processes.',
  },
  'clock-and-people': {
    sentence:
      'The machine’s clock is set: the 24 hours and the ten minutes that people have to wait ' +
      'before they end an operation are told by it.',
    why: 'They are kept as times of the day, in the journal and on the screens.',
  },
} as const satisfies Record<string, { sentence: string; why: string }>;

type Excuse = keyof typeof excuses;

/** @param isSo whether the excuse applies here, which is counted */
export function excused({ coverage }: Stage, excuse: Excuse, isSo: boolean): boolean {
  if (isSo) count(coverage.figures, `excused ${excuse}`);
  return isSo;
}

/** What no schedule draws, because the promises could not be kept there. */
export const notDrawn = [
  'Where the number of a refund that vanished may be used again, no call is under way for ' +
    'longer than the settle time: its copy would be a second refund.',
  'Where Toss takes one number twice, no call arrives doubled or late, and no read lags.',
] as const;
