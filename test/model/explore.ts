/** Breadth-first search of every world that a model can reach. */
import { waitsForPerson } from '../../shared/operation.ts';
import type { Engine } from './engine.ts';
import { brokenPromise, unheededRead } from './invariants.ts';
import { initialWorld, type Bounds, type Model } from './model.ts';
import { isEnded, keyOf, type Exception, type World } from './state.ts';
import { stepsFrom } from './steps.ts';
import type { Actor, Taken } from './take.ts';

export interface Violation {
  model: string;
  what: string;
  /** The shortest history that leads to it, one step a line. */
  trace: string[];
}

export interface Explored {
  model: string;
  states: number;
  edges: number;
  seconds: number;
  violation: Violation | null;
  /** Steps that took a row of the transition table, by `from cause to`. */
  rows: Map<string, number>;
  exceptions: Map<Exception, Excused>;
}

/**
 * Worlds with an operation that ended as not done and yet was, or still may be, done; or as done
 * because of another refund.
 */
export interface Excused {
  worlds: number;
  /** The shortest history that leads to one. */
  trace: string[];
}

/** Actors whose steps happen by themselves, and not by chance. */
const sure: readonly Actor[] = ['desk', 'toss', 'network', 'time'];

const KIND = { chance: 0, sure: 1, person: 2 } as const;

function kindOf(actor: Actor): number {
  if (sure.includes(actor)) return KIND.sure;
  return actor === 'person' ? KIND.person : KIND.chance;
}

const GOAL = { none: 0, asks: 1, ended: 2 } as const;

/** How far a world is: everything ended, or everything ended or waiting for a person. */
function goalOf(world: World): number {
  const states = world.ops.map(({ state }) => state);
  if (states.every((state) => state === 'none' || isEnded(state))) return GOAL.ended;
  const asks = states.every((state) => state === 'none' || isEnded(state) || waitsForPerson(state));
  return asks ? GOAL.asks : GOAL.none;
}

/** The worlds found so far, and how each was first reached. */
class Graph {
  readonly ids = new Map<string, number>();
  readonly parents: number[] = [];
  readonly labels: string[] = [];
  readonly goals: number[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly kinds: number[] = [];

  /** @returns the id, negative where the world is known already */
  add(key: string, world: World, parent: number, label: string): number {
    const known = this.ids.get(key);
    if (known !== undefined) return -known - 1;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.parents.push(parent);
    this.labels.push(label);
    this.goals.push(goalOf(world));
    return id;
  }

  link(from: number, to: number, actor: Actor): void {
    this.from.push(from);
    this.to.push(to);
    this.kinds.push(kindOf(actor));
  }

  trace(id: number): string[] {
    const lines: string[] = [];
    for (let at = id; at > 0; at = this.parents[at] ?? 0) lines.push(this.labels[at] ?? '');
    return lines.reverse();
  }

  /** The first world from which no sequence of such steps leads to such a goal, or `null`. */
  deadEnd(kinds: readonly number[], goal: number): number | null {
    const count = this.goals.length;
    const starts = new Int32Array(count + 1);
    const usable = (edge: number) => kinds.includes(this.kinds[edge] ?? -1);
    for (const [edge, to] of this.to.entries()) if (usable(edge)) starts[to + 1]! += 1;
    for (let at = 0; at < count; at += 1) starts[at + 1]! += starts[at]!;
    const fill = starts.slice();
    const sources = new Int32Array(starts[count] ?? 0);
    for (const [edge, to] of this.to.entries()) {
      if (!usable(edge)) continue;
      sources[fill[to]!] = this.from[edge] ?? 0;
      fill[to]! += 1;
    }
    const reaches = new Uint8Array(count);
    const queue = [...this.goals.keys()].filter((id) => (this.goals[id] ?? 0) >= goal);
    for (const id of queue) reaches[id] = 1;
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      for (let at = starts[id]!; at < starts[id + 1]!; at += 1) {
        const source = sources[at]!;
        if (reaches[source] === 1) continue;
        reaches[source] = 1;
        queue.push(source);
      }
    }
    const stuck = reaches.indexOf(0);
    return stuck === -1 ? null : stuck;
  }
}

function deadEndOf(model: Model, graph: Graph): Violation | null {
  const alone = graph.deadEnd([KIND.sure], GOAL.asks);
  if (alone !== null) {
    const what = 'a dead end: it never ends and never asks a person';
    return { model: model.name, what, trace: graph.trace(alone) };
  }
  const helped = graph.deadEnd([KIND.sure, KIND.person], GOAL.ended);
  if (helped === null) return null;
  const what = 'a dead end: nobody can ever end it';
  return { model: model.name, what, trace: graph.trace(helped) };
}

function countExceptions(
  world: World,
  trace: () => string[],
  exceptions: Map<Exception, Excused>,
): void {
  for (const { state, effect, exception } of world.ops) {
    const isNotDone = state === 'failed' || state === 'declined';
    const isThere = effect !== 'none' && effect !== 'failed';
    const isMistaken = state === 'succeeded' && exception === 'same-amount-and-time';
    if (exception === null || !(isMistaken || (isNotDone && isThere))) continue;
    const excused = exceptions.get(exception) ?? { worlds: 0, trace: trace() };
    excused.worlds += 1;
    exceptions.set(exception, excused);
  }
}

/**
 * Explores a model completely, or up to the first broken promise.
 * @param engine the product's, or one with a planted fault
 */
export function explore(model: Model, engine: Engine, bounds: Bounds): Explored {
  const startedMs = performance.now();
  const graph = new Graph();
  const rows = new Map<string, number>();
  const exceptions = new Map<Exception, Excused>();
  let edges = 0;
  const report = (violation: Violation | null): Explored => ({
    model: model.name,
    states: graph.ids.size,
    edges,
    seconds: (performance.now() - startedMs) / 1000,
    violation,
    rows,
    exceptions,
  });
  const broken = (taken: Taken, from: number): Violation | null => {
    const what =
      taken.violation ?? unheededRead(model, engine, taken) ?? brokenPromise(model, taken.world);
    if (what === null) return null;
    return { model: model.name, what, trace: [...graph.trace(from), taken.label] };
  };
  const first = initialWorld(model, bounds);
  let level: [number, World][] = [[graph.add(keyOf(first), first, 0, ''), first]];
  while (level.length > 0) {
    const next: [number, World][] = [];
    for (const [from, world] of level) {
      for (const taken of stepsFrom(model, engine, world)) {
        edges += 1;
        for (const row of taken.rows) rows.set(row, (rows.get(row) ?? 0) + 1);
        const violation = broken(taken, from);
        if (violation !== null) return report(violation);
        const id = graph.add(keyOf(taken.world), taken.world, from, taken.label);
        graph.link(from, id < 0 ? -id - 1 : id, taken.actor);
        if (id < 0) continue;
        countExceptions(taken.world, () => graph.trace(id), exceptions);
        next.push([id, taken.world]);
      }
    }
    level = next;
  }
  return report(deadEndOf(model, graph));
}
