/**
 * Kills the process at a chosen point: before, in or after any await of the engine, and before any
 * statement of a unit of work. A killed process resolves no promise and does nothing more.
 */
import type { Unit } from '../../server/storage/unit.ts';
import type { Rng } from './rng.ts';

/** Thrown inside the killed process, at the kill point. */
class Killed extends Error {
  constructor(point: string) {
    super(`killed at ${point}`);
    this.name = 'Killed';
  }
}

/** Units of work that a kill can target by name; others are hit by counting steps. */
export type AimedUnit =
  | 'recordOperation'
  | 'claimOperation'
  | 'claimAgain'
  | 'decideOperation'
  | 'settleOperation'
  | 'observePayment'
  | 'markMissing'
  | 'lapseProposals'
  | 'quarantineRestored'
  | 'postponeCheck'
  | 'schedulePoll'
  | 'keepCallbacks'
  | 'closeCallbacks'
  | 'acknowledgeDrift';

/** The most steps that a unit can have, its COMMIT included. */
const mostSteps: Record<AimedUnit, number> = {
  recordOperation: 16,
  claimOperation: 8,
  claimAgain: 8,
  decideOperation: 12,
  settleOperation: 10,
  observePayment: 20,
  markMissing: 10,
  lapseProposals: 8,
  quarantineRestored: 16,
  postponeCheck: 2,
  schedulePoll: 2,
  keepCallbacks: 4,
  closeCallbacks: 2,
  acknowledgeDrift: 8,
};

/** Rarely executed statements of a unit, which a kill can target by name. */
const seldomStatements: Partial<Record<AimedUnit, readonly string[]>> = {
  acknowledgeDrift: ['update payment', 'update payment_refund', 'update operation', 'insert event'],
  claimAgain: ['select operation'],
  decideOperation: ['select payment_refund', 'insert payment_refund', 'update payment'],
  markMissing: ['select audit', 'insert audit', 'update operation'],
  observePayment: ['insert payment_refund', 'insert audit'],
  quarantineRestored: ['update sqlite_sequence', 'select audit', 'insert audit', 'insert event'],
  settleOperation: ['select payment_refund', 'insert payment_refund'],
};

/** The function of a unit of work; only its source text matters here. */
export type Work = () => Unit<unknown>;

/** A step of a unit, by its number or by its statement. */
interface Step {
  step: number | string;
  /** Where a unit ends before the step, waits for a later run of it. */
  isPatient: boolean;
}

type Aim =
  | { kind: 'crossing'; left: number }
  | ({ kind: 'unit'; unit: string; occurrence: number } & Step)
  | { kind: 'call'; prefix: string; left: number };

const MOST_CROSSINGS = 260;
/** A number larger than any unit's steps. */
const AFTER_COMMIT = 99;

/** Favours the first step and late ones: few units have as many steps. */
function drawStep(rng: Rng, unit: AimedUnit): Step {
  const seldom = seldomStatements[unit];
  if (seldom !== undefined && rng.chance(0.25)) return { step: rng.pick(seldom), isPatient: true };
  const most = mostSteps[unit];
  if (rng.chance(0.2)) return { step: AFTER_COMMIT, isPatient: false };
  if (rng.chance(0.1)) return { step: 0, isPatient: false };
  const first = rng.chance(0.5) ? Math.ceil(most / 2) : 0;
  return { step: rng.int(first, most), isPatient: rng.chance(0.7) };
}

function drawAims(rng: Rng, aims: readonly AimedUnit[]): Aim[] {
  const way = rng.weighted({ crossing: 16, unit: 72, call: 12 });
  if (way === 'crossing') return [{ kind: 'crossing', left: rng.int(1, MOST_CROSSINGS) }];
  if (way === 'call') {
    const prefix = rng.pick(['send:', 'send:', 'status:', 'budget:', 'high-water:']);
    return [{ kind: 'call', prefix, left: rng.int(1, 4) }];
  }
  const unit = rng.pick(aims);
  const occurrence = Number(rng.weighted({ 1: 80, 2: 13, 3: 7 }));
  const aim: Aim = { kind: 'unit', unit, occurrence, ...drawStep(rng, unit) };
  return [aim];
}

/** What a statement does and to which table: "update payment". */
function statementName(sql: string): string {
  const verb = /\w+/.exec(sql)?.[0].toLowerCase() ?? '';
  const table = /\b(?:from|into|update)\s+"?(\w+)/i.exec(sql)?.[1] ?? 'nothing';
  return `${verb} ${table}`;
}

const units = new Map<string, string>();

/**
 * The name of the function that runs a unit of work: the caller of `transact`. Cached by the source
 * text of the work, so that the stack is inspected once for each.
 */
export function unitName(work: Work): string {
  const text = work.toString();
  let name = units.get(text);
  if (name === undefined) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 40;
    const frames = (new Error('where').stack ?? '').split('\n');
    Error.stackTraceLimit = limit;
    const inner = frames.findLastIndex((frame) => /\btransact\b/.test(frame));
    const frame = frames.slice(inner + 1).find((line) => !line.includes('node:'));
    name = /at (?:async )?(?:\w+\.)*(\w+) /.exec(frame ?? '')?.[1] ?? 'unit';
    units.set(text, name);
  }
  return name;
}

/** The planned kill points of one process after another. */
export class CrashPoints {
  #aims: Aim[] = [];
  #work: Work | null = null;
  #statement = 0;
  /** Called when a kill happens. */
  onDeath: (point: string) => void = () => undefined;

  /** Plans one more kill, after those that are planned already. */
  arm(rng: Rng, aims: readonly AimedUnit[]): void {
    this.#aims.push(...drawAims(rng, aims));
  }

  disarm(): void {
    this.#aims = [];
  }

  /** A unit of work begins; its statements are counted from here. */
  enterUnit(work: Work): void {
    this.#work = work;
    this.#statement = 0;
    const [aim] = this.#aims;
    // The stack must be read now: after an await it no longer shows the caller.
    const name = aim === undefined ? null : unitName(work);
    if (aim?.kind === 'unit' && name === aim.unit) aim.occurrence -= 1;
    this.#crossUnit('before');
  }

  enterStatement(sql: string): void {
    this.#statement += 1;
    this.#crossUnit('statement', sql);
  }

  enterCommit(): void {
    this.#statement += 1;
    this.#crossUnit('commit');
  }

  /** After COMMIT, before any subscriber is notified. */
  leaveUnit(): void {
    this.#crossUnit('after');
  }

  #crossUnit(where: 'before' | 'statement' | 'commit' | 'after', sql?: string): void {
    const [aim] = this.#aims;
    if (aim === undefined || this.#work === null) return;
    if (aim.kind === 'crossing') {
      aim.left -= 1;
      if (aim.left > 0) return;
    } else if (aim.kind === 'unit') {
      if (aim.occurrence > 0 || unitName(this.#work) !== aim.unit) return;
      const step = where === 'before' ? 0 : this.#statement;
      const isThere = aim.step === step || (sql !== undefined && aim.step === statementName(sql));
      if (!isThere && (where !== 'after' || aim.isPatient)) return;
    } else {
      return;
    }
    const at = sql === undefined ? where : statementName(sql);
    this.#die(`transact:${unitName(this.#work)}:${at}`);
  }

  /** Any other await of the engine. @returns `true` where the kill comes while it is pending */
  cross(point: string): boolean {
    const [aim] = this.#aims;
    if (aim === undefined || aim.kind === 'unit') return false;
    if (aim.kind === 'call' && !point.startsWith(aim.prefix)) return false;
    aim.left -= 1;
    if (aim.left > 0) return false;
    if (point.endsWith(':in-flight')) {
      this.#aims.shift();
      return true;
    }
    this.#die(point);
  }

  #die(point: string): never {
    this.#aims.shift();
    this.onDeath(point);
    throw new Killed(point);
  }
}
