/** What the world does: Toss, the network, time, the buyer, the process and the backup. */
import { foreignWon, move, opAt, type Step } from './desk.ts';
import type { Engine } from './engine.ts';
import type { Model } from './model.ts';
import {
  A_DAY,
  isEnded,
  isWaiting,
  noOp,
  SETTLED,
  type Age,
  type Op,
  type World,
} from './state.ts';
import { forOperation, type Take } from './take.ts';
import { believedRefusals, endings, isUnderWay, leftWon } from './toss-books.ts';
import { reactionsTo, type Reaction } from './toss-books.ts';

/** Toss receives one copy of the bytes. @param heard the desk's call gets this answer */
function arrive(step: Step, index: number, reaction: Reaction, heard: boolean): void {
  const op = opAt(step.world, index);
  reaction.act?.(step.world, op);
  if (heard) op.call = reaction.answer;
  if (reaction.lies === true) op.exception ??= 'refusal-acted';
  const isBelieved = reaction.act === undefined && believedRefusals.includes(reaction.answer);
  if (heard && isBelieved && op.copies + op.earlier > 0) op.exception ??= 'refused-beside-a-copy';
}

function arrivalSteps(model: Model, world: World, index: number, take: Take): void {
  const op = opAt(world, index);
  for (const reaction of reactionsTo(model, world, index)) {
    const actor = reaction.fault ? 'fault' : 'network';
    if (op.copies > 0 && isWaiting(op)) {
      take(actor, `Toss gets it and ${reaction.what}`, (step) => {
        opAt(step.world, index).copies -= 1;
        arrive(step, index, reaction, true);
        return undefined;
      });
    }
    if (op.copies > 1 || (op.copies > 0 && !isWaiting(op))) {
      take(actor, `Toss gets a copy, ${reaction.what}, and nobody hears it`, (step) => {
        opAt(step.world, index).copies -= 1;
        arrive(step, index, reaction, false);
        return undefined;
      });
    }
    if (op.earlier > 0) {
      take(actor, `Toss gets the bytes of an earlier sending and ${reaction.what}`, (step) => {
        const own = opAt(step.world, index);
        own.earlier = 0;
        const { newNumber } = own;
        own.newNumber = false;
        arrive(step, index, reaction, false);
        own.newNumber = newNumber;
        return undefined;
      });
    }
  }
}

function networkSteps(model: Model, world: World, index: number, take: Take): void {
  const op = opAt(world, index);
  arrivalSteps(model, world, index, take);
  if (op.copies === 1) {
    take('fault', 'the bytes arrive twice', (step) => {
      const own = opAt(step.world, index);
      own.copies = 2;
      if (own.call === 'out') own.call = 'twice';
      return undefined;
    });
    take('fault', 'the bytes are lost on their way', (step) => {
      opAt(step.world, index).copies = 0;
      return undefined;
    });
  }
}

function tossSteps(world: World, index: number, take: Take): void {
  for (const place of endings(world, opAt(world, index)).keys()) {
    const what = endings(world, opAt(world, index))[place]?.what ?? '';
    take('toss', what, (step) => {
      endings(step.world, opAt(step.world, index))[place]?.act();
      return undefined;
    });
  }
}

/** Ages a row, and notes what is still under way after a day. */
function age(op: Op, step: 'minutes' | 'day'): void {
  const older = (from: Age): Age => {
    if (step === 'day') return A_DAY;
    return from < SETTLED ? ((from + 1) as Age) : from;
  };
  op.proposedAge = older(op.proposedAge);
  op.readyAge = older(op.readyAge);
  op.sinceAge = older(op.sinceAge);
  if (op.sentAge !== null) op.sentAge = older(op.sentAge);
  op.quietAge = older(op.quietAge);
  op.inWindow = false;
  if (step === 'day' && (op.copies + op.earlier > 0 || isUnderWay(op.effect))) {
    // What is called done keeps its reason; an answer that did not arrive is none.
    if (op.state !== 'succeeded') op.exception = 'after-a-day';
    op.exception ??= 'after-a-day';
  }
}

/** Time passes between the desk's calls, which end by themselves within 40 seconds. */
function timeSteps(world: World, take: Take): void {
  if (world.ops.some((op) => op.call !== null)) return;
  const pass = (label: string, step: 'minutes' | 'day') =>
    take('time', label, ({ world: next }) => {
      next.held = null;
      next.outsideNow = false;
      next.ops.forEach((op) => age(op, step));
      if (next.backup !== null) {
        const ops = next.backup.ops.map((op) => ({ ...op }));
        ops.forEach((op) => age(op, step));
        next.backup = { ...next.backup, ops };
      }
      return undefined;
    });
  pass('five minutes pass', 'minutes');
  pass('a day passes', 'day');
}

function buyerSteps(model: Model, world: World, take: Take): void {
  const become = (label: string, pay: World['pay'], fixed = true) =>
    take('chance', label, ({ world: next }) => {
      next.payBefore = fixed ? pay : next.pay;
      next.pay = pay;
      return undefined;
    });
  const isWaiting = world.pay === 'PAY_STANDBY' || world.pay === 'PAY_APPROVED';
  if (isWaiting) become('the payment expires', 'PAY_CANCEL');
  if (model.starts !== 'PAY_STANDBY') return;
  if (world.pay === 'PAY_STANDBY') become('the buyer pays', 'PAY_PROGRESS');
  if (world.pay === 'PAY_PROGRESS') {
    become('the charge succeeds', 'PAY_COMPLETE');
    become('the charge fails', 'PAY_STANDBY');
  }
}

/** A process starts: what another one was sending is not sent again. */
function boot(step: Step): void {
  const { engine, world } = step;
  world.held = null;
  for (const [index, op] of world.ops.entries()) {
    op.call = null;
    op.cleared = false;
    if (op.state !== 'sending') continue;
    for (const cause of engine.atBoot) move(step, index, cause);
  }
}

/** The row of the backup, with the present state at Toss and on the network. */
function putBack(saved: Op, live: Op): Op {
  const forgets = saved.state !== live.state || live.left !== saved.left || live.copies > 0;
  return {
    ...saved,
    call: null,
    effect: live.effect,
    underOther: live.underOther,
    twice: live.twice,
    copies: live.copies,
    earlier: live.earlier,
    sentBy: live.sentBy,
    inWindow: live.inWindow,
    isTimely: live.isTimely,
    outsideNear: live.outsideNear,
    newNumber: live.newNumber,
    left: saved.state !== 'none' && live.left,
    exception: live.exception ?? saved.exception ?? (forgets && live.left ? 'restored' : null),
  };
}

/** As `quarantineRestored`: nothing is sent, and every unclear outcome starts counting over. */
function quarantine(step: Step): void {
  const { world } = step;
  world.known.quarantined = true;
  for (const [index, op] of world.ops.entries()) {
    if (op.state === 'sending') {
      op.sentAge = 0;
      op.quietAge = 0;
    }
    if (op.state === 'unknown' || op.state === 'pending') {
      op.sentAge = 0;
      op.quietAge = 0;
      op.absentReads = 0;
      op.poorReads = 0;
      const believed = op.verdict === 'refused' || op.verdict === 'wrong-key';
      if (op.state === 'unknown' && believed) op.verdict = null;
    }
    if (op.state === 'proposed') move(step, index, 'backup-restored');
    if (op.state === 'ready' || op.state === 'not_sent' || op.state === 'absent') {
      move(step, index, 'backup-restored');
      op.sentAge = 0;
      op.quietAge = 0;
      op.verdict = null;
      op.absentReads = 0;
      op.poorReads = 0;
      op.baseForeign = foreignWon(world);
    }
  }
}

/** The desk's own part of an operation, as a copy of its file has it. */
function savedOp(op: Op, engine: Engine): Op {
  const { effect, underOther, twice, copies, earlier, newNumber } = noOp();
  // A row that was ended since is back as Toss only said it was.
  const exception = op.exception === 'success-was-not' ? op.exception : null;
  const world = { effect, underOther, twice, copies, earlier, newNumber, exception };
  const saved = { ...op, ...world, call: null, cleared: false };
  // Counts that start over after a restore need not be distinguished.
  const isCounted = !isEnded(op.state) && op.state !== 'needs_review';
  if (!engine.noticesRestore || !isCounted) return saved;
  const sentAge = op.sentAge === null ? null : 0;
  const ages = { proposedAge: 0, readyAge: 0, quietAge: 0, sentAge } as const;
  return { ...saved, ...ages, attempts: 0, absentReads: 0, poorReads: 0 };
}

function processSteps(model: Model, engine: Engine, world: World, take: Take): void {
  const isIdle = world.held === null && world.ops.every((op) => op.call === null && !op.cleared);
  if (!isIdle) {
    take('fault', 'the process is killed and starts again', (step) => {
      boot(step);
      return undefined;
    });
  }
  // A desk that stops waits for its calls.
  if (world.switches > 0 && world.ops.every((op) => op.call === null)) {
    const other = world.setting === 'v1' ? 'v2' : 'v1';
    take('chance', `the desk starts again, set to ${other}`, (step) => {
      step.world.setting = other;
      step.world.switches -= 1;
      boot(step);
      return undefined;
    });
  }
  if (!model.restore) return;
  if (!world.backedUp) {
    take('chance', 'a backup is made', ({ world: next }) => {
      next.backedUp = true;
      next.backup = { ops: next.ops.map((op) => savedOp(op, engine)), known: { ...next.known } };
      return undefined;
    });
  }
  const { backup } = world;
  if (backup === null) return;
  take('fault', 'the backup is put back', (step) => {
    const { world: next } = step;
    next.known = { ...backup.known };
    next.ops = backup.ops.map((saved, index) => putBack(saved, opAt(next, index)));
    next.backup = null;
    boot(step);
    if (engine.noticesRestore) quarantine(step);
    return undefined;
  });
}

export function worldSteps(model: Model, engine: Engine, world: World, take: Take): void {
  for (const index of world.ops.keys()) {
    networkSteps(model, world, index, forOperation(model, index, take));
    tossSteps(world, index, forOperation(model, index, take));
  }
  timeSteps(world, take);
  if (model.buyerActs) buyerSteps(model, world, take);
  const { outsideWon } = model;
  if (outsideWon !== null && !world.outside && leftWon(model, world) >= outsideWon) {
    take('fault', "somebody refunds in Toss's console", ({ world: next }) => {
      next.outside = true;
      if (model.byV2 === null) return undefined;
      next.outsideNow = true;
      for (const op of next.ops) op.outsideNear = op.inWindow;
      return undefined;
    });
  }
  processSteps(model, engine, world, take);
}
