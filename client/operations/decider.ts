import type { Decider } from '../../shared/operation-actions.ts';
import type { Me } from '../me.ts';

/** The signed-in person as `operationAct` wants to know them. */
export function deciderOf(me: Me): Decider {
  const { soleManager, soleFrom, heldFor } = me.rules;
  return { id: me.staff.id, role: me.staff.role, soleManager, soleFrom, heldFor };
}
