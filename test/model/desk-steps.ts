/** What the desk does by itself: read, claim, send, settle, interrupt. */
import type { Verdict } from '../../server/toss/classify.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import { rowUnder } from './desk-books.ts';
import { applyRead, foreignWon, knownRefunded, mayStillSend, move } from './desk.ts';
import { NOW, NOW_NO, opAt } from './desk.ts';
import { planAt, rowOf, SETTLE_MS } from './desk.ts';
import type { Step } from './desk.ts';
import type { Engine } from './engine.ts';
import { PAID_WON, type Model } from './model.ts';
import { AGE_MINUTES, A_DAY, type Known, type View, type World } from './state.ts';
import { forOperation, HONEST_READ, type Take } from './take.ts';
import { laggingView, viewOf } from './toss-books.ts';
import { exchangeOf, idOf, junk, lost, neverSent, ORDER_NO, PAY_TOKEN } from './wire.ts';

/** Sends the bytes of an operation, after `sending` is on disk. */
export function send(step: Step, index: number, cause: 'claimed' | 'sent-again'): void {
  const { engine, world } = step;
  const op = opAt(world, index);
  move(step, index, cause);
  op.again = cause === 'sent-again';
  op.attempts = Math.min(3, op.attempts + 1);
  op.sentAge = 0;
  op.quietAge = 0;
  op.baseForeign = foreignWon(world);
  op.verdict = null;
  op.cleared = false;
  // What was made before is outside the time of this call.
  op.inWindow = true;
  op.isTimely = false;
  op.outsideNear = world.outsideNow;
  op.sentBy = engine.versionOf(op.version, world.setting);
  if (op.again) {
    op.earlier = Math.min(1, op.earlier + op.copies);
    op.newNumber = engine.numberAgain === 'a new one';
  }
  op.copies = 1;
  op.call = 'out';
  op.left = true;
}

/** Settles an operation by the end of its call. */
function settle(step: Step, index: number, exchange: Exchange): void {
  const { model, engine, world } = step;
  const op = opAt(world, index);
  const { kind, amount } = planAt(model, index);
  const sent = { id: idOf(index), payToken: PAY_TOKEN, orderNo: ORDER_NO, amount };
  const leftWon = kind === 'refund' ? PAID_WON - knownRefunded(world) - amount : null;
  const shownWon = rowUnder(world.known, idOf(index))?.won ?? null;
  const byItself = engine.classify(kind, { ...sent, leftWon, shownWon }, exchange);
  const verdict = engine.heedsEarlierNames ? withoutEarlier(world.known, byItself) : byItself;
  const now = { iso: NOW, no: NOW_NO };
  const row = rowOf(model, world, index);
  const moves = engine.movesAfterSend(row, verdict, exchange, now, SETTLE_MS);
  op.call = null;
  for (const { cause, patch, doneAt } of moves) {
    if (patch?.verdict !== undefined) op.verdict = patch.verdict;
    if (patch?.toss_refund_no !== undefined) op.tossNo = patch.toss_refund_no;
    if (patch?.toss_transaction_id !== undefined) op.tx = patch.toss_transaction_id;
    if (patch?.unclear_no !== undefined) op.quietAge = 0;
    if (patch?.absent_reads !== undefined) op.absentReads = 0;
    if (patch?.poor_reads !== undefined) op.poorReads = 0;
    move(step, index, cause, { doneAt });
  }
}

/** An answer with the transaction of an earlier refund is about that one. */
function withoutEarlier(known: Known, verdict: Verdict): Verdict {
  const name = 'transactionId' in verdict ? verdict.transactionId : undefined;
  if (name === undefined) return verdict;
  const isNamed = known.names.some((row) => row.version === 'v2' && row.name === name);
  if (!isNamed && rowUnder(known, name) === undefined) return verdict;
  return { verdict: 'said-done', tossRefundNo: null, detail: "another refund's transaction" };
}

/** A read before sending permits the operation, declines it, or proves nothing. */
function readBeforeSending(step: Step, index: number, view: View): boolean | undefined {
  if (!applyRead(step, view).good) return undefined;
  if (mayStillSend(step, index)) opAt(step.world, index).cleared = true;
  else move(step, index, 'read-forbids');
  return undefined;
}

const isTooOld = (engine: Engine, world: World, index: number) =>
  AGE_MINUTES[opAt(world, index).readyAge] >= engine.tooOldMinutes;

function workerSteps(model: Model, engine: Engine, world: World, index: number, take: Take): void {
  const op = opAt(world, index);
  if (op.state !== 'ready' && op.state !== 'not_sent') return;
  if (op.cleared) {
    take('desk', 'the worker claims it and sends it', (step) => {
      if (isTooOld(engine, world, index)) opAt(step.world, index).cleared = false;
      else if (mayStillSend(step, index)) send(step, index, 'claimed');
      else move(step, index, 'read-forbids');
      return undefined;
    });
    take('person', 'whoever asked is disabled, and the worker sends it no more', (step) => {
      move(step, index, 'requester-barred');
      return undefined;
    });
    return;
  }
  if (isTooOld(engine, world, index)) {
    take('desk', 'the worker finds it too old', (step) => {
      move(step, index, 'too-old-to-send');
      return undefined;
    });
    return;
  }
  take('desk', 'the worker reads Toss before sending', (step) =>
    readBeforeSending(step, index, viewOf(model, engine, world)),
  );
  if (!model.strangeReads) return;
  take('chance', 'the worker reads Toss before sending, without refunds', (step) =>
    readBeforeSending(step, index, { ...viewOf(model, engine, world), poor: true }),
  );
}

/** How the call in progress may end, and which faults it may meet. */
function callSteps(model: Model, world: World, index: number, take: Take): void {
  const { call, copies, state, sentBy } = opAt(world, index);
  const { kind, amount } = planAt(model, index);
  const about = { kind, version: sentBy, index, amount };
  if (call === null) {
    if (state !== 'sending') return;
    take('desk', 'the desk finds a send without an answer on disk', (step) => {
      move(step, index, 'interrupted');
      return undefined;
    });
    return;
  }
  const end = (what: string, exchange: Exchange, isFault: boolean) =>
    take(isFault ? 'fault' : 'network', what, (step) => {
      settle(step, index, exchange);
      return undefined;
    });
  if (call === 'out' || call === 'twice') {
    if (call === 'out' && copies === 1) {
      // Toss can't be reached, for any time: that alone is no fault.
      take('chance', 'no byte leaves the desk', (step) => {
        opAt(step.world, index).copies = 0;
        opAt(step.world, index).left = opAt(step.world, index).again;
        settle(step, index, neverSent(kind));
        return undefined;
      });
    }
    end('the desk waits in vain for the answer', lost(kind), copies > 0);
  } else {
    end(`the answer ${call} arrives`, exchangeOf(about, call), false);
    end('the answer is lost', lost(kind), true);
    for (const { what, exchange } of junk(about)) {
      end(`instead of the answer there comes ${what}`, exchange, true);
    }
  }
  take('fault', 'the disk refuses to keep the answer', (step) => {
    const op = opAt(step.world, index);
    // The request itself arrives; its answer is not received.
    op.call = null;
    return undefined;
  });
}

/** Reads by the poller, the reconciler, a callback or a person's 지금 확인. */
function readSteps(model: Model, engine: Engine, world: World, take: Take): void {
  // By v2 an earlier refund in the console must be known by its name.
  const isUnused = world.ops.every((op) => op.state === 'none');
  if (isUnused && (model.byV2 === null || !world.outside)) return;
  const view = viewOf(model, engine, world);
  const read = (actor: 'desk' | 'chance' | 'fault', what: string, shown: View) =>
    take(actor, what, (step) => {
      applyRead(step, shown);
      return undefined;
    });
  read('desk', HONEST_READ, view);
  if (model.strangeReads) {
    read('chance', 'the desk reads Toss, without refunds', { ...view, poor: true });
    read('fault', 'the desk reads Toss, and an amount is wrong', { ...view, odd: true });
    read('fault', 'Toss denies the payment', { ...view, denied: true });
  }
  for (const index of world.ops.keys()) {
    const lagging = laggingView(model, engine, world, index);
    if (lagging !== null) read('fault', 'the desk reads Toss, which lags behind', lagging);
  }
  if (world.held !== null) {
    const { held } = world;
    take('network', 'a read that was overtaken arrives', (step) => {
      applyRead(step, held.view, held.before);
      return undefined;
    });
  } else if (world.holds > 0) {
    take('desk', 'the desk asks Toss, and other things come first', (step) => {
      step.world.holds -= 1;
      step.world.held = { view, before: world.ops.map(() => false) };
      return undefined;
    });
  }
}

export function deskSteps(model: Model, engine: Engine, world: World, take: Take): void {
  for (const [index, op] of world.ops.entries()) {
    const named = forOperation(model, index, take);
    workerSteps(model, engine, world, index, named);
    callSteps(model, world, index, named);
    if (op.state === 'proposed' && op.proposedAge === A_DAY) {
      named('desk', 'nobody has decided the proposal in time', (step) => {
        move(step, index, 'approval-lapsed');
        return undefined;
      });
    }
  }
  readSteps(model, engine, world, take);
}
