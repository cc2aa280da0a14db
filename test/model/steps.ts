/** Every possible next step of a world, and its result. */
import { deskSteps } from './desk-steps.ts';
import type { Engine } from './engine.ts';
import type { Model } from './model.ts';
import { peopleSteps } from './people-steps.ts';
import { copyWorld, simplify, type World } from './state.ts';
import type { Take, Taken } from './take.ts';
import { worldSteps } from './world-steps.ts';

/** All steps from a world, each with the world after it in canonical form. */
export function stepsFrom(model: Model, engine: Engine, world: World): Taken[] {
  const taken: Taken[] = [];
  const take: Take = (actor, label, act) => {
    if (actor === 'fault' && world.faults === 0) return;
    const next = copyWorld(world);
    if (actor === 'fault') next.faults -= 1;
    const trail = { rows: [], violation: null, hides: false };
    if (act({ model, engine, world: next, trail }) === false) return;
    simplify(next, model.plans, model);
    taken.push({ actor, label, world: next, rows: trail.rows, violation: trail.violation });
  };
  deskSteps(model, engine, world, take);
  peopleSteps(model, engine, world, take);
  worldSteps(model, engine, world, take);
  return taken;
}
