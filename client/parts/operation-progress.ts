/** What the dialog shows for an operation. Pure, so that a table test covers every state. */
import type { Operation } from '../../shared/operation.ts';

/** After this time the screen says 결과 확인 중; the state stays `sending`. */
export const UNCLEAR_AFTER_MS = 15_000;

/** The situations for which the dialog has texts, one set per kind. */
export const situations = [
  'ready',
  'proposed',
  'not_sent',
  'sending',
  'checking',
  'refused',
  'pending',
  'absent',
  'needs_review',
  'succeeded',
  'failed',
  'declined',
  'given_up',
  'disputed',
] as const;
export type Situation = (typeof situations)[number];

export type StepMark = 'waiting' | 'doing' | 'done' | 'stopped';

export interface OperationProgress {
  situation: Situation;
  /** 기록함 → 토스에 보냄 → 토스 확인. */
  steps: { recorded: StepMark; sent: StepMark; confirmed: StepMark };
  /** Did money move? */
  money: 'moved' | 'not-moved' | 'unknown';
  /** May the user make the same request again? */
  mayPressAgain: boolean;
  /** Final, except for a late finding at Toss. */
  ended: boolean;
  /** Only a person can move it on, so the screen must not say that it continues by itself. */
  waitsForPerson: boolean;
  /** Reading Toss now could give new information. */
  canCheckNow: boolean;
}

type Shape = Omit<OperationProgress, 'steps'> & { steps: readonly [StepMark, StepMark, StepMark] };

const moving = { ended: false, mayPressAgain: false, waitsForPerson: false };
const waiting = { ended: false, mayPressAgain: false, waitsForPerson: true };

/** Ended without knowing whether money moved. */
const unclear: Omit<Shape, 'situation'> = {
  ended: true,
  mayPressAgain: false,
  waitsForPerson: false,
  money: 'unknown',
  canCheckNow: false,
  steps: ['done', 'done', 'stopped'],
};

const shapes: Record<Situation, Omit<Shape, 'situation'>> = {
  ready: { ...moving, money: 'not-moved', canCheckNow: false, steps: ['done', 'doing', 'waiting'] },
  proposed: {
    ...waiting,
    money: 'not-moved',
    canCheckNow: false,
    steps: ['done', 'waiting', 'waiting'],
  },
  not_sent: {
    ...moving,
    money: 'not-moved',
    canCheckNow: false,
    steps: ['done', 'doing', 'waiting'],
  },
  sending: { ...moving, money: 'unknown', canCheckNow: false, steps: ['done', 'done', 'doing'] },
  checking: { ...moving, money: 'unknown', canCheckNow: true, steps: ['done', 'done', 'doing'] },
  refused: { ...moving, money: 'unknown', canCheckNow: true, steps: ['done', 'done', 'doing'] },
  pending: { ...moving, money: 'unknown', canCheckNow: true, steps: ['done', 'done', 'doing'] },
  absent: { ...waiting, money: 'unknown', canCheckNow: true, steps: ['done', 'done', 'stopped'] },
  needs_review: {
    ...waiting,
    money: 'unknown',
    canCheckNow: true,
    steps: ['done', 'done', 'stopped'],
  },
  succeeded: {
    ended: true,
    mayPressAgain: false,
    waitsForPerson: false,
    money: 'moved',
    canCheckNow: false,
    steps: ['done', 'done', 'done'],
  },
  failed: {
    ended: true,
    mayPressAgain: true,
    waitsForPerson: false,
    money: 'not-moved',
    canCheckNow: false,
    steps: ['done', 'done', 'stopped'],
  },
  declined: {
    ended: true,
    mayPressAgain: true,
    waitsForPerson: false,
    money: 'not-moved',
    canCheckNow: false,
    steps: ['done', 'stopped', 'waiting'],
  },
  given_up: unclear,
  disputed: unclear,
};

type Considered = Pick<Operation, 'kind' | 'state' | 'sentAt' | 'refusal' | 'disputed'>;

function situationOf(operation: Considered, nowMs: number): Situation {
  const { state, sentAt, refusal, disputed } = operation;
  if (disputed) return 'disputed';
  if (state === 'unknown') return refusal === null ? 'checking' : 'refused';
  if (state !== 'sending' || sentAt === null) return state;
  return nowMs - Date.parse(sentAt) >= UNCLEAR_AFTER_MS ? 'checking' : 'sending';
}

/**
 * The progress of an operation at `nowMs`. A canceled payment was never charged, so no money moves.
 */
export function operationProgress(operation: Considered, nowMs: number): OperationProgress {
  const situation = situationOf(operation, nowMs);
  const { steps, ...shape } = shapes[situation];
  const [recorded, sent, confirmed] = steps;
  const money =
    operation.kind === 'cancel' && situation === 'succeeded' ? 'not-moved' : shape.money;
  return { ...shape, situation, money, steps: { recorded, sent, confirmed } };
}
