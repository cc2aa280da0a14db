import type { SavedView } from '../../shared/api-views.ts';
import { prepared, run, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

/** The fields of a view that its owner can set. */
export interface ViewContent {
  name: string;
  query: string;
  shared: boolean;
}

const seenBy = prepared((given: { staffId: string }) =>
  db
    .selectFrom('saved_view as view')
    .innerJoin('user', 'user.id', 'view.owner_id')
    .leftJoin('default_view', (join) =>
      join
        .onRef('default_view.view_id', '=', 'view.id')
        .on('default_view.staff_id', '=', given.staffId),
    )
    .select(['view.id', 'view.name', 'view.query', 'view.shared'])
    .select(['user.id as owner_id', 'user.name as owner_name'])
    .select('default_view.staff_id as default_of')
    .where((where) =>
      where.or([where('view.owner_id', '=', given.staffId), where('view.shared', '=', 1)]),
    )
    .orderBy('view.name')
    .orderBy('view.id'),
);

/** The views that a person sees, by name. */
export function* viewsOf(staffId: string): Unit<SavedView[]> {
  return (yield* seenBy.all({ staffId })).map((row) => ({
    id: row.id,
    name: row.name,
    query: row.query,
    shared: row.shared === 1,
    owner: { id: row.owner_id, name: row.owner_name },
    mine: row.owner_id === staffId,
    isDefault: row.default_of !== null,
  }));
}

export function* findView(staffId: string, id: string): Unit<SavedView | undefined> {
  return (yield* viewsOf(staffId)).find((view) => view.id === id);
}

/** Adds a view; call inside a transaction. */
export function* addView(
  view: ViewContent & { id: string; ownerId: string; at: string },
): Unit<void> {
  yield* run(
    db.insertInto('saved_view').values({
      id: view.id,
      owner_id: view.ownerId,
      name: view.name,
      query: view.query,
      shared: view.shared ? 1 : 0,
      created_at: view.at,
    }),
  );
}

/** Changes a view; call inside a transaction. */
export function* changeView(id: string, content: ViewContent): Unit<void> {
  const { name, query, shared } = content;
  yield* run(
    db
      .updateTable('saved_view')
      .set({ name, query, shared: shared ? 1 : 0 })
      .where('id', '=', id),
  );
}

/** Sets a person's default view; `null`: none. Call inside a transaction. */
export function* chooseDefaultView(staffId: string, viewId: string | null): Unit<void> {
  yield* run(db.deleteFrom('default_view').where('staff_id', '=', staffId));
  if (viewId === null) return;
  const row = { staff_id: staffId, view_id: viewId };
  yield* run(db.insertInto('default_view').values(row));
}

/** Deletes a view, also as anybody's default. */
export function removeView(storage: Storage, id: string): Promise<void> {
  return storage.transact(function* () {
    yield* run(db.deleteFrom('saved_view').where('id', '=', id));
  });
}
