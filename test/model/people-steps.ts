/** What people do: request, approve, decline, withdraw, send again, give up, release, resolve. */
import type { OperationDecision } from '../../shared/operation-actions.ts';
import type { TransitionCause } from '../../shared/operation.ts';
import { applyRead, isOut, isTakenForAnother, knownRefunded, mayStillSend } from './desk.ts';
import { move, NOW, opAt, operationOf, paymentOf, planAt, violate, type Step } from './desk.ts';
import { send } from './desk-steps.ts';
import type { Engine } from './engine.ts';
import { PAID_WON, type Model } from './model.ts';
import { A_DAY, SETTLED, type View, type World } from './state.ts';
import { forOperation, type Take } from './take.ts';
import { isUnderWay, laggingView, viewOf } from './toss-books.ts';
import { idOf, otherNumberOf, txOf } from './wire.ts';

/** Decisions that require another person than the requester, where there is one. */
const secondPersonActs: readonly OperationDecision[] = ['approve', 'decline', 'release', 'resolve'];

/** The first person who may do it, or `null`. Nothing later depends on who it is. */
function personFor(
  model: Model,
  engine: Engine,
  world: World,
  index: number,
  act: OperationDecision,
): string | null {
  const operation = operationOf(model, world, index);
  const found = model.people.find(({ id, role }) => {
    const decider = { id, role, soleManager: model.soleManager, soleFrom: null, heldFor: [] };
    return engine.operationAct(act, operation, decider, Date.parse(NOW)).allowed;
  });
  return found?.id ?? null;
}

function requireSecondPerson(
  step: Step,
  index: number,
  act: OperationDecision,
  person: string,
): void {
  const { requestedBy } = planAt(step.model, index);
  if (!secondPersonActs.includes(act) || person !== requestedBy) return;
  const tooEarly = opAt(step.world, index).sinceAge < 2;
  if (!step.model.soleManager || tooEarly || act === 'approve') {
    violate(step, `${act} was done by the requester`);
  }
}

/** Requests an operation, as storage records it: one open per payment, within the budget. */
function ask(step: Step, index: number): boolean | undefined {
  const { model, engine, world } = step;
  const plan = planAt(model, index);
  const op = opAt(world, index);
  // Of two identical plans, the first is requested first.
  const twin = index > 0 ? model.plans[index - 1] : undefined;
  const isAlike = twin?.amount === plan.amount && twin.overLimit === plan.overLimit;
  if (isAlike && world.ops[index - 1]?.state === 'none') return false;
  const isBusy = world.ops.some(({ state }) => state !== 'none' && engine.isOpen(state));
  if (isBusy) return false;
  if (engine.tossRefusal(plan.kind, paymentOf(world)) !== null) return false;
  op.seenRefunded = knownRefunded(world);
  op.seenStatus = plan.kind === 'cancel' ? world.known.status : null;
  const held = world.ops.reduce((sum, { state }, place) => {
    const holds = state !== 'none' && state !== 'succeeded' && engine.holdsMoney(state);
    return sum + (holds ? planAt(model, place).amount : 0);
  }, 0);
  if (plan.kind === 'refund' && op.seenRefunded + held + plan.amount > PAID_WON) return false;
  op.version = plan.kind === 'cancel' ? 'v1' : world.setting;
  op.state = plan.overLimit && !model.soleManager ? 'proposed' : 'ready';
  return undefined;
}

/** Sends an absent operation again after a fresh read, if that permits it. */
function sendAgain(step: Step, index: number, view: View): boolean | undefined {
  const { good: isGood } = applyRead(step, view);
  const op = opAt(step.world, index);
  if (op.state === 'absent' && isGood && mayStillSend(step, index)) {
    send(step, index, 'sent-again');
  }
  return undefined;
}

function release(step: Step, index: number, view: View): boolean | undefined {
  const { model, engine, world } = step;
  const { good: isGood, unbooked } = applyRead(step, view);
  if (opAt(world, index).state !== 'given_up' || !isGood) return undefined;
  const plan = planAt(model, index);
  if (engine.reasonNotToRelease(plan, paymentOf(world), unbooked) !== null) return undefined;
  const op = opAt(world, index);
  if (op.effect === 'done' && isTakenForAnother(step, index)) op.exception = 'same-amount-and-time';
  move(step, index, 'released');
  return undefined;
}

/** Outcomes that an honest person may choose, who sees Toss's books but not the network. */
function honestOutcomes(model: Model, world: World, index: number): TransitionCause[] {
  const { state, effect, quietAge, sentAge, underOther } = opAt(world, index);
  if (state === 'succeeded') {
    if (underOther) return ['resolved-succeeded'];
    // What never happened is resolved as failed a day after it was sent.
    return effect === 'none' && sentAge === A_DAY ? ['resolved-failed'] : [];
  }
  const isCanceled = planAt(model, index).kind === 'cancel' && world.pay === 'PAY_CANCEL';
  // The desk accepts "failed" and "succeeded" only from the settle time on.
  if (isUnderWay(effect) || quietAge < SETTLED) return ['resolved-given-up'];
  // Where the desk can't book what the person knows, it is given up.
  if (effect === 'done' || isCanceled) return ['resolved-succeeded', 'resolved-given-up'];
  return ['resolved-failed', 'resolved-given-up'];
}

/**
 * The number that a person picks who knows which of the listed refunds it is, after a read taken
 * now; `null` where the desk would refuse it: the refund belongs to another operation, has another
 * amount, or nothing is left for it.
 */
function pickedNo({ model, world }: Step, index: number, view: View): string | null {
  const op = opAt(world, index);
  const { amount } = planAt(model, index);
  const names = [idOf(index), otherNumberOf(index), txOf(index)];
  const row = world.known.refunds.find(({ no, op: by }) => names.includes(no) && by !== index);
  if (row !== undefined) return row.op === null && row.won === amount ? row.no : null;
  const inV1 = view.listed[index] === 'other' ? otherNumberOf(index) : idOf(index);
  const shown = view.version === 'v2' ? txOf(index) : inV1;
  const number = view.listed[index] === 'no' ? (op.tossNo ?? idOf(index)) : shown;
  const hasRoom = op.state === 'succeeded' || amount <= PAID_WON - knownRefunded(world);
  return hasRoom ? number : null;
}

/** Whether an honest person's word is still needed, and fits, after a read taken now. */
function readAndPick(step: Step, index: number, cause: TransitionCause): boolean {
  const { model, engine, world } = step;
  const op = opAt(world, index);
  const { state } = op;
  const view = viewOf(model, engine, world);
  const { differs } = applyRead(step, view);
  // What ended as done is corrected only beside a read that still contradicts it.
  if (op.state !== state || (state === 'succeeded' && !differs)) return false;
  if (cause !== 'resolved-succeeded' || planAt(model, index).kind !== 'refund') return true;
  const number = pickedNo(step, index, view);
  if (number === null) return false;
  op.tossNo = number === idOf(index) ? null : number;
  return true;
}

function resolve(step: Step, index: number, cause: TransitionCause): boolean | undefined {
  const op = opAt(step.world, index);
  if (cause !== 'resolved-given-up' && !readAndPick(step, index, cause)) return false;
  move(step, index, cause);
  if (cause === 'resolved-failed' && !isOut(step.model, step.world, index)) {
    if (op.exception === 'success-was-not') op.exception = null;
    op.exception ??= 'word-of-a-person';
  }
  return undefined;
}

/** Steps of people, each only where `operationAct` permits somebody to take it. */
export function peopleSteps(model: Model, engine: Engine, world: World, takeAny: Take): void {
  for (const [index, op] of world.ops.entries()) {
    const take = forOperation(model, index, takeAny);
    const { requestedBy } = planAt(model, index);
    if (op.state === 'none') {
      take('person', `${requestedBy} asks for it`, (step) => ask(step, index));
      continue;
    }
    const may = (
      act: OperationDecision,
      label: string,
      run: (step: Step) => boolean | undefined,
    ) => {
      const person = personFor(model, engine, world, index, act);
      if (person === null) return;
      take('person', `${person} ${label}`, (step) => {
        requireSecondPerson(step, index, act, person);
        return run(step);
      });
    };
    const moves = (act: OperationDecision, label: string, cause: TransitionCause) =>
      may(act, label, (step) => {
        move(step, index, cause);
        return undefined;
      });
    moves('approve', 'approves it', 'approved');
    moves('decline', 'refuses it', 'refused');
    moves('withdraw', 'withdraws it', 'withdrawn');
    moves('give-up', 'gives it up', 'gave-up');
    const view = viewOf(model, engine, world);
    may('send-again', 'sends it again', (step) => sendAgain(step, index, view));
    may('release', 'releases its money', (step) => release(step, index, view));
    for (const cause of honestOutcomes(model, world, index)) {
      may('resolve', `ends it: ${cause}`, (step) => resolve(step, index, cause));
    }
    const lagging = laggingView(model, engine, world, index);
    if (lagging !== null && personFor(model, engine, world, index, 'send-again') !== null) {
      take('fault', 'a manager sends it again on a read that lags', (step) =>
        sendAgain(step, index, lagging),
      );
    }
  }
}
