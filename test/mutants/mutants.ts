import { answerMutants } from './list/answers.ts';
import { leadingMutants } from './list/leading.ts';
import { otherSystemsMutants } from './list/other-systems.ts';
import { otherTossMutants } from './list/other-toss.ts';
import { peopleMutants } from './list/people.ts';
import { readingMutants } from './list/reading.ts';
import { restoringMutants } from './list/restoring.ts';
import { sendingMutants } from './list/sending.ts';
import { transportMutants } from './list/transport.ts';
import { v2MoneyMutants } from './list/v2-money.ts';
import type { Mutant } from './mutant.ts';

/** Every fault that the gates must detect: all of the design's list and more. */
export const mutants: readonly Mutant[] = [
  ...answerMutants,
  ...sendingMutants,
  ...readingMutants,
  ...peopleMutants,
  ...restoringMutants,
  ...transportMutants,
  ...otherTossMutants,
  ...v2MoneyMutants,
  ...otherSystemsMutants,
  ...leadingMutants,
];
