/** Bulk look-ups of orderNos, stored so that they resume after a restart. */
import type { Answer } from '../../shared/api.ts';
import { all, first, run, db } from './statement.ts';
import type { Storage } from './storage.ts';

export type Adoption = Answer<'GET /api/payments/adopt/:id'>;
export type AdoptionOutcome = 'adopted' | 'not-found' | 'failed';

/** Records the orderNos to look up; duplicates are looked up once. */
export function recordAdoption(
  storage: Storage,
  adoption: { id: string; requestedBy: string | null; orderNos: readonly string[] },
): Promise<void> {
  return storage.transact(function* () {
    yield* run(
      db.insertInto('adoption').values({
        id: adoption.id,
        created_at: storage.clock.nowIso(),
        requested_by: adoption.requestedBy,
      }),
    );
    for (const [position, orderNo] of [...new Set(adoption.orderNos)].entries()) {
      yield* run(
        db
          .insertInto('adoption_item')
          .values({ adoption_id: adoption.id, position, order_no: orderNo }),
      );
    }
  });
}

/** The next orderNo to look up, over all adoptions. */
export function nextAdoptionItem(storage: Storage) {
  return storage.read(
    first(
      db
        .selectFrom('adoption_item')
        .select(['adoption_id', 'position', 'order_no'])
        .where('outcome', 'is', null)
        .orderBy('adoption_id')
        .orderBy('position')
        .limit(1),
    ),
  );
}

/** Stores the result of one orderNo. */
export function closeAdoptionItem(
  storage: Storage,
  item: { adoption_id: string; position: number },
  outcome: AdoptionOutcome,
  detail: string | null,
): Promise<void> {
  return storage.transact(function* () {
    yield* run(
      db
        .updateTable('adoption_item')
        .set({ outcome, detail })
        .where('adoption_id', '=', item.adoption_id)
        .where('position', '=', item.position),
    );
  });
}

/** The progress of an adoption. */
export function findAdoption(storage: Storage, id: string): Adoption | undefined {
  const items = storage.read(
    all(
      db
        .selectFrom('adoption_item')
        .select(['order_no', 'outcome', 'detail'])
        .where('adoption_id', '=', id)
        .orderBy('position'),
    ),
  );
  if (items.length === 0) return undefined;
  return {
    id,
    total: items.length,
    adopted: items.filter((item) => item.outcome === 'adopted').length,
    notFound: items.filter((item) => item.outcome === 'not-found').map((item) => item.order_no),
    failed: items
      .filter((item) => item.outcome === 'failed')
      .map((item) => ({ orderNo: item.order_no, detail: item.detail ?? '' })),
    done: items.every((item) => item.outcome !== null),
  };
}
