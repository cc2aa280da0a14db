/** Runs all models, with the results of the run as a whole. */
import { transitions } from '../../shared/operation.ts';
import type { MutantResult, RowHits } from '../../shared/trust.ts';
import { realEngine } from './engine.ts';
import { explore, type Explored } from './explore.ts';
import { models, type Model } from './model.ts';
import { mutants, type Mutant } from './mutants.ts';

export type Depth = 'quick' | 'deep';

/** Explores every model with the product's engine. @param tell called with each as it ends */
export function checkModels(depth: Depth, tell?: (model: Model, explored: Explored) => void) {
  return models.map((model) => {
    const explored = explore(model, realEngine, model.bounds[depth]);
    tell?.(model, explored);
    return explored;
  });
}

/** How many steps took each row of the transition table, in all models. */
export function rowHits(explored: readonly Explored[]): RowHits[] {
  return transitions.map(({ from, cause, to }) => {
    const key = `${from} ${cause} ${to}`;
    const hits = explored.reduce((sum, { rows }) => sum + (rows.get(key) ?? 0), 0);
    return { from, cause, to, hits };
  });
}

/** Looks for the broken promise of an engine with a planted fault. */
export function checkMutant(mutant: Mutant): Explored {
  const model = models.find(({ name }) => name === mutant.model);
  if (model === undefined) throw new Error(`No model ${mutant.model}`);
  return explore(model, mutant.engine, { faults: mutant.faults, heldReads: 0 });
}

/** The result of every planted fault; `after` counts states. */
export function checkMutants(): MutantResult[] {
  return mutants.map((mutant) => {
    const { violation, states } = checkMutant(mutant);
    const { name, what, whatKo } = mutant;
    return { name, what, whatKo, killedBy: violation === null ? null : 'model', after: states };
  });
}
