/** Faults that the simulation must notice. */
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import type { TossVersion } from '../../server/toss/toss.ts';
import type { Focus } from './profile.ts';

interface Planted extends PlantedFault {
  name: string;
  promise: string;
  focus: Focus;
  /** v1 by default. */
  api?: TossVersion;
}

export const plantedFaults: Planted[] = [
  {
    name: 'a lost answer is taken for a failure',
    promise: '`failed` means that there is no effect',
    focus: 'network',
    file: 'server/operations/settle.ts',
    find: "    case 'unknown':\n      return [{ ...base, cause: 'answered-unclear', patch: watch }];",
    put: `    case 'unknown':
      return [
        { ...base, cause: 'answered-unclear', patch: watch },
        { cause: 'refusal-confirmed', evidence: 'answer', detail: 'no answer' },
      ];`,
  },
  {
    name: 'absence is believed at once',
    promise: 'absence is believed after the settle time only',
    focus: 'absence',
    file: 'server/operations/judge.ts',
    after: "function believeUnknown(row, reads, isSettled) { if (row.verdict === 'wrong-key') {",
    find: 'reads < READS_TO_BELIEVE || !isSettled',
    put: 'reads < 1',
  },
  {
    name: 'a restored backup is not noticed',
    promise: 'what may have arrived is sent again only by a manager',
    focus: 'restore',
    file: 'server/storage/restore.ts',
    find: "if ((yield* findMark())?.kind !== 'copy' && !isBehind) return null;",
    put: 'if (!isBehind || isBehind) return null;',
  },
  {
    name: 'what waited for long is sent all the same',
    promise: 'nothing is sent long after it was asked for',
    focus: 'unsent',
    file: 'server/operations/send-operation.ts',
    find: 'isTooOld: longestMs - graceMs >= TOO_OLD_TO_SEND_MS',
    put: 'isTooOld: longestMs - graceMs >= TOO_OLD_TO_SEND_MS * 100',
  },
  {
    name: 'the proposer may approve',
    promise: 'no request fails inside the desk',
    focus: 'approval',
    file: 'shared/operation-actions.ts',
    find: "if (!mayBeAlone || !decider.soleManager) return refused('own-operation');",
    put: 'if (!mayBeAlone) return { allowed: true, reason: null, notBefore: null };',
  },
  {
    name: 'by v2 the amount alone makes a refund ours',
    promise: '`succeeded` means that the effect is there',
    focus: 'network',
    api: 'v2',
    file: 'server/storage/refund-names.ts',
    find: 'mayBeDone(one) && one.amount === entry.amount && isInWindow(entry, one, callMs)',
    put: 'mayBeDone(one) && one.amount === entry.amount',
  },
  {
    name: 'a refund made with another amount is counted by v2 and by v1',
    promise: 'where the books differ, the desk shows it',
    focus: 'hollow',
    api: 'v2',
    file: 'server/storage/refund-names.ts',
    find: 'one.amount === entry.amount && numbersOf(one)',
    put: 'numbersOf(one)',
  },
];
