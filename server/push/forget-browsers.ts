/** Removes browsers that are told nothing any more, each with a row in the audit log. */
import type { AuditActor } from '../../shared/audit.ts';
import { DAY_MS } from '../../shared/kst.ts';
import { may } from '../../shared/permissions.ts';
import { PUSH_UNUSED_DAYS } from '../../shared/push.ts';
import type { Deps } from '../deps.ts';
import { appendAudit, deskActor } from '../storage/audit.ts';
import { keptSubscriptions, removeSubscription } from '../storage/push-subscriptions.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

interface Removal {
  at: string;
  actor: AuditActor;
  /** `gone`: its push service does not know it any more. */
  cause: 'person' | 'replaced' | 'gone' | 'role' | 'unused';
}

/** Removes a browser, if it is still there; call inside a transaction. */
export function* forgetBrowser(
  { id, endpoint, staffId }: { id: string; endpoint: string; staffId: string },
  { at, actor, cause }: Removal,
): Unit<void> {
  if (!(yield* removeSubscription(id))) return;
  const detail = { subscriptionId: id, to: new URL(endpoint).origin, staffId, cause };
  yield* appendAudit({ at, actor, action: 'push-removed', detail });
}

type Kept = ResultOf<typeof keptSubscriptions>[number];

/** Why a browser is not kept; `null`: it is. */
function causeOf({ disabled, role, signedInAt }: Kept, unusedSince: string) {
  if (disabled === 1 || !may(role, 'operations.decide')) return 'role';
  return signedInAt < unusedSince ? 'unused' : null;
}

/** Forgets browsers of people who no longer decide, and those where nobody signs in any more. */
export async function forgetUnfit({ storage, clock }: Deps): Promise<void> {
  const unusedSince = new Date(clock.nowMs() - PUSH_UNUSED_DAYS * DAY_MS).toISOString();
  const found = storage.read(keptSubscriptions());
  if (found.every((one) => causeOf(one, unusedSince) === null)) return;
  await storage.transact(function* () {
    const at = clock.nowIso();
    for (const one of yield* keptSubscriptions()) {
      const cause = causeOf(one, unusedSince);
      if (cause !== null) yield* forgetBrowser(one, { at, actor: deskActor, cause });
    }
  });
}
