/** Service tokens that may refund, as the money engine needs them. */
import type { Connection } from './connection.ts';
import { prepared, db } from './statement.ts';

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
export function findRefundToken(connection: Connection, id: string) {
  return refundToken.first(connection, { id });
}

const ofMaker = prepared((given: { makerId: string }) =>
  db.selectFrom('service_token').select('id').where('maker_id', '=', given.makerId),
);

/** Ids of the tokens with which a person may refund, or might have today. */
export function refundTokensOf(connection: Connection, makerId: string): string[] {
  return ofMaker.all(connection, { makerId }).map(({ id }) => id);
}
