import type { Deps } from '../deps.ts';

/** `true` when this person is the shop's only active manager: nobody else could decide. */
export function isSoleManager(deps: Pick<Deps, 'activeManagerIds'>, staffId: string): boolean {
  const managers = deps.activeManagerIds();
  return managers.length === 1 && managers[0] === staffId;
}
