/** Service tokens that may refund, as the money engine needs them. */
import type { AuditActor } from '../../shared/audit.ts';
import { appendAudit } from './audit.ts';
import { prepared, db } from './statement.ts';
import type { Unit } from './unit.ts';

const refundToken = prepared((given: { id: string }) =>
  db
    .selectFrom('service_token')
    .select(['id', 'revoked_at'])
    .select((eb) => eb.ref('maker_id').$notNull().as('maker_id'))
    .select((eb) => eb.ref('day_ceiling').$notNull().as('day_ceiling'))
    .where('id', '=', given.id)
    .where('maker_id', 'is not', null),
);

/** The token with this id, revoked or not; `undefined`: there is none, or it may not refund. */
export function findRefundToken(id: string) {
  return refundToken.first({ id });
}

const ofMaker = prepared((given: { makerId: string }) =>
  db.selectFrom('service_token').select('id').where('maker_id', '=', given.makerId),
);

/** Ids of a person's tokens, revoked ones too: they may have refunded today. */
export function* refundTokensOf(makerId: string): Unit<string[]> {
  return (yield* ofMaker.all({ makerId })).map(({ id }) => id);
}

const validTokens = prepared(() =>
  db
    .selectFrom('service_token')
    .select(['id', 'name', 'scopes', 'day_ceiling', 'maker_id'])
    .where('maker_id', 'is not', null)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id'),
);

/** Revokes any token; its audit row is the caller's. */
export const revokeToken = prepared((given: { id: string; at: string }) =>
  db.updateTable('service_token').set({ revoked_at: given.at }).where('id', '=', given.id),
);

/**
 * Revokes tokens that refund, for good, with their audit rows; call inside a transaction.
 * @param makerId only tokens of this person; `null`: all
 * @param because a code for the audit log
 */
export function* revokeRefundTokens(
  makerId: string | null,
  { actor, at, because }: { actor: AuditActor; at: string; because: string },
): Unit<void> {
  for (const { id, name, ...row } of yield* validTokens.all({})) {
    if (makerId !== null && row.maker_id !== makerId) continue;
    yield* revokeToken.run({ id, at });
    const scopes = row.scopes.split(',');
    const terms = { dayCeilingWon: row.day_ceiling, staffId: row.maker_id };
    const detail = { tokenId: id, name, scopes, ...terms, because };
    yield* appendAudit({ at, actor, action: 'token-revoked', detail });
  }
}
