/** The definition of a step: who takes it, its label, and how it changes a world. */
import type { Step } from './desk.ts';
import type { Model } from './model.ts';
import type { World } from './state.ts';

/**
 * The actor of a step. `desk`, `toss` and `time` always go on by themselves; `network` delivers
 * what is on its way; `chance` may happen or not, any number of times; a `fault` uses up one of the
 * model's faults.
 */
export type Actor = 'desk' | 'toss' | 'network' | 'time' | 'person' | 'chance' | 'fault';

/** Offers a step: `act` changes the copy that it is given, or returns `false` for no step. */
export type Take = (actor: Actor, label: string, act: (step: Step) => boolean | undefined) => void;

/** The step that shows Toss's books as they are. */
export const HONEST_READ = 'the desk reads Toss';

/** Adds to the label which operation a step is about, where there are several. */
export function forOperation(model: Model, index: number, take: Take): Take {
  if (model.plans.length === 1) return take;
  const name = `refund ${String.fromCharCode('A'.charCodeAt(0) + index)}`;
  return (actor, label, act) => take(actor, `${name}: ${label}`, act);
}

/**
 * A step that was taken: the world after it, the rows of the transition table, the promise it
 * broke.
 */
export interface Taken {
  actor: Actor;
  label: string;
  world: World;
  rows: string[];
  violation: string | null;
}
