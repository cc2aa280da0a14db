/**
 * Schedules that broke a promise: of an earlier engine, whose evidence did not hold for every Toss,
 * or in the eyes of an earlier judge, which misread it. simulation.test.ts runs each again, and it
 * must hold.
 */
import type { Focus } from './profile.ts';

export interface FoundSchedule {
  what: string;
  seed: string;
  schedule: number;
  /** The focus it draws: another one means that the draws have changed. */
  focus: Focus;
  broke: string;
}

const ofSeed =
  (seed: string) =>
  (schedule: number, focus: Focus, what: string, broke: string): FoundSchedule => {
    return { seed, schedule, focus, what, broke };
  };
const base = ofSeed('base');
const found = ofSeed('found');
const changgu = ofSeed('changgu');

export const foundSchedules: readonly FoundSchedule[] = [
  base(
    929,
    'folder',
    'a folder put back sends what the read shows as done',
    'nothing is sent that the read before it showed as done',
  ),
  base(
    19,
    'folder',
    'a folder put back, and amounts as text',
    'where the books differ, the desk shows it',
  ),
  base(
    34,
    'replicas',
    'a replica that goes back raises an alarm',
    'difference is shown only where there is one',
  ),
  base(
    141,
    'replicas',
    'a replica that goes back raises an alarm',
    'difference is shown only where there is one',
  ),
  base(
    1088,
    'numbers',
    'the number of the answer stays booked, the listed one is another',
    'difference ends where nothing differs any more',
  ),
  base(
    44,
    'hollow',
    'a refund made with another amount is not told',
    'where the books differ, the desk shows it',
  ),
  base(
    168,
    'hollow',
    'an execute or cancel that Toss only said is not told',
    'where the books differ, the desk shows it',
  ),
  base(
    2166,
    'refusals',
    'a refusal is believed at once, by a read that lags',
    '`failed` means that there is no effect',
  ),
  base(
    108,
    'refusals',
    'what Toss calls done already is called absent',
    'what Toss calls done already is not called absent',
  ),
  base(104, 'still', 'bytes leave a minute after the claim', 'a claim is good for ten seconds'),
  base(
    955,
    'bulk',
    'something is sent on a read of two minutes ago',
    'nothing is sent without reading Toss now',
  ),
  base(
    82,
    'refusals',
    'a lost hint or COMMIT leaves it ready for ever',
    'within a day everything ends or asks a person',
  ),
  base(
    275,
    'replicas',
    'a lost answer to COMMIT leaves it ready for ever',
    'within a day everything ends or asks a person',
  ),
  base(
    143,
    'races',
    'a lost hint leaves it ready for ever',
    'within a day everything ends or asks a person',
  ),
  base(
    79,
    'codes',
    'a code of maintenance means that there is no such payment',
    'a payment is missing once Toss has denied it twice',
  ),
  base(100, 'listing', 'amounts as text are not read', 'a payment is adopted'),
  base(
    762,
    'listing',
    'an entry in an unknown state counts as nothing',
    'nothing is sent on a list that is not understood',
  ),
  base(
    598,
    'listing',
    'an entry in an unknown state counts as nothing',
    'nothing is sent on a list that is not understood',
  ),
  found(
    75,
    'clock',
    'a clock set ahead ends the settle time',
    'absence is believed after the settle time only',
  ),
  found(
    252,
    'clock',
    'a clock set back lets it go much later',
    'nothing is sent long after it was asked for',
  ),
  found(393, 'still', 'bytes leave a minute after the claim', 'a claim is good for ten seconds'),
  found(571, 'refusals', 'a refusal is believed at once', '`failed` means that there is no effect'),
  changgu(
    2196,
    'clock',
    'a clock that was 276 days ahead keeps the only manager from deciding for as long',
    'people can end whatever asks them',
  ),
  changgu(
    9978,
    'absence',
    'a person corrects the number of a refund that a person had called done',
    'a payment never goes back',
  ),
  changgu(
    421_967,
    'hollow',
    'a difference that the daily read finds is asked for before the next read confirms it',
    'where the books differ, the desk shows it',
  ),
  changgu(
    569_901,
    'replicas',
    'an HTTP 500 that quotes a code is taken for Toss’s word',
    'what Toss calls done already is not called absent',
  ),
];
