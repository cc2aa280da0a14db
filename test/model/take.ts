/** How a step is offered: who takes it, what it is called, and what it makes of a world. */
import type { Step } from './desk.ts';
import type { Model } from './model.ts';
import type { World } from './state.ts';

/**
 * Who or what takes a step. `desk`, `toss` and `time` are sure to go on by themselves; `network`
 * brings what is on its way; `chance` may come or not, as often as it likes; a `fault` uses up one
 * of the model's faults.
 */
export type Actor = 'desk' | 'toss' | 'network' | 'time' | 'person' | 'chance' | 'fault';

/** What may happen: `act` changes the copy that it is given, or returns `false` for no step. */
export type Take = (actor: Actor, label: string, act: (step: Step) => boolean | undefined) => void;

/** The step that shows Toss's books as they are. */
export const HONEST_READ = 'the desk reads Toss';

/** Says in the label which operation a step is about, where there are several. */
export function forOperation(model: Model, index: number, take: Take): Take {
  if (model.plans.length === 1) return take;
  const name = `refund ${String.fromCharCode('A'.charCodeAt(0) + index)}`;
  return (actor, label, act) => take(actor, `${name}: ${label}`, act);
}

/** A step that was taken: the world after it, the rows of the table, the promise it broke. */
export interface Taken {
  actor: Actor;
  label: string;
  world: World;
  rows: string[];
  violation: string | null;
}
