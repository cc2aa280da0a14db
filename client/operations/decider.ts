import type { Decider } from '../../shared/operation-actions.ts';
import type { Me } from '../me.ts';

/** The signed-in user in the form that `decisionState` takes. */
export function deciderOf(me: Me): Decider {
  const { soleManager, soleFrom, heldFor } = me.rules;
  return { id: me.staff.id, role: me.staff.role, soleManager, soleFrom, heldFor };
}
