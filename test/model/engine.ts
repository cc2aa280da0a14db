/**
 * The engine under the model check: the product's own pure functions and its own transition table,
 * by name, so that a planted fault can replace one of them.
 */
import { reasonNotToRelease } from '../../server/operations/decide.ts';
import { judge, judgeMissing } from '../../server/operations/judge.ts';
import { reasonNotToSend } from '../../server/operations/send-operation.ts';
import { movesAfterSend } from '../../server/operations/settle.ts';
import { partLookAlikes } from '../../server/storage/observe.ts';
import { nameRefunds } from '../../server/storage/refund-names.ts';
import { classify } from '../../server/toss/classify.ts';
import { goodRead } from '../../server/toss/good-read.ts';
import { decisionState } from '../../shared/operation-actions.ts';
import {
  freeStates,
  isOpen,
  nextState,
  type OperationState,
  type TransitionCause,
} from '../../shared/operation.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import type { TossVersion } from '../../shared/toss-call.ts';

/** The decisions. All but the last eight are the product's own functions. */
export interface Engine {
  classify: typeof classify;
  movesAfterSend: typeof movesAfterSend;
  judge: typeof judge;
  judgeMissing: typeof judgeMissing;
  goodRead: typeof goodRead;
  nameRefunds: typeof nameRefunds;
  partLookAlikes: typeof partLookAlikes;
  operationAct: typeof decisionState;
  tossRefusal: typeof tossRefusal;
  reasonNotToSend: typeof reasonNotToSend;
  reasonNotToRelease: typeof reasonNotToRelease;
  nextState: typeof nextState;
  isOpen: typeof isOpen;
  /** `true` while a refund's money is reserved. */
  holdsMoney: (state: OperationState) => boolean;
  /** What a start does to an operation that another process was sending. */
  atBoot: readonly TransitionCause[];
  /** Whether a start detects that the file is a restored backup. */
  noticesRestore: boolean;
  /** Minutes after which an unsent operation is not sent any more. */
  tooOldMinutes: number;
  /** The number of a second send. */
  numberAgain: 'the same' | 'a new one';
  /** Whether a payment is read by v2. */
  readsByV2: (setting: TossVersion, hasRefundByV2: boolean) => boolean;
  /** By which version an operation goes. */
  versionOf: (requested: TossVersion, setting: TossVersion) => TossVersion;
  /** What an answer's transaction is worth where an earlier refund is called so. */
  heedsEarlierNames: boolean;
}

export const realEngine: Engine = {
  classify,
  movesAfterSend,
  judge,
  judgeMissing,
  goodRead,
  nameRefunds,
  partLookAlikes,
  operationAct: decisionState,
  tossRefusal,
  reasonNotToSend,
  reasonNotToRelease,
  nextState,
  isOpen,
  holdsMoney: (state) => !(freeStates as readonly OperationState[]).includes(state),
  atBoot: [],
  noticesRestore: true,
  tooOldMinutes: 5,
  numberAgain: 'the same',
  readsByV2: (setting, hasRefundByV2) => setting === 'v2' || hasRefundByV2,
  versionOf: (requested) => requested,
  heedsEarlierNames: true,
};
