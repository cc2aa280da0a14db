/** `/api/views`: saved filters of the list (저장한 보기). */
import { VIEWS_AT_MOST, type SavedView } from '../../shared/api-views.ts';
import { may } from '../../shared/permissions.ts';
import type { Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { route, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import {
  addView,
  changeView,
  chooseDefaultView,
  findView,
  removeView,
  viewsOf,
  type ViewContent,
} from '../storage/saved-views.ts';
import type { Storage } from '../storage/storage.ts';
import type { Unit } from '../storage/unit.ts';

function refuse(pointer: string, code: string, detail: string, params = {}): AppError {
  return new AppError('invalid-request', undefined, {
    errors: [{ pointer, code, params, detail }],
  });
}

const getView = function* (staffId: string, id: string): Unit<SavedView> {
  const view = yield* findView(staffId, id);
  if (view === undefined) throw new AppError('not-found', 'There is no such view');
  return view;
};

/** @throws AppError invalid-request when another view of the person has this name */
function requireFreeName(views: readonly SavedView[], name: string, id: string | null): void {
  if (!views.some((view) => view.mine && view.name === name && view.id !== id)) return;
  throw refuse('/name', 'name-taken', 'Another view of yours has this name');
}

export function viewRoutes(storage: Storage, random: Random): Route[] {
  return [
    route('GET /api/views', (_input, { actor }) => ({
      status: 200,
      body: { items: storage.read(viewsOf(staffOf(actor).id)) },
    })),
    route('POST /api/views', async ({ body }, { actor }) => {
      const { isDefault = false, ...content } = body;
      const ownerId = staffOf(actor).id;
      const id = random.uuid();
      const view = await storage.transact(function* () {
        const views = yield* viewsOf(ownerId);
        requireFreeName(views, content.name, null);
        if (views.filter(({ mine }) => mine).length >= VIEWS_AT_MOST) {
          const detail = `Nobody has more than ${String(VIEWS_AT_MOST)} views`;
          throw refuse('/name', 'too-many-views', detail, { max: VIEWS_AT_MOST });
        }
        yield* addView({ ...content, id, ownerId, at: storage.clock.nowIso() });
        if (isDefault) yield* chooseDefaultView(ownerId, id);
        return yield* getView(ownerId, id);
      });
      return { status: 201, body: view };
    }),
    route('PATCH /api/views/:id', async ({ params, body }, { actor }) => {
      const staffId = staffOf(actor).id;
      const { isDefault, ...change } = body;
      const view = await storage.transact(function* () {
        const now = yield* getView(staffId, params.id);
        if (Object.keys(change).length > 0) {
          if (!now.mine) throw new AppError('forbidden', 'Another person made this view');
          const { name, query, shared } = now;
          const content: ViewContent = { name, query, shared, ...defined(change) };
          requireFreeName(yield* viewsOf(staffId), content.name, now.id);
          yield* changeView(now.id, content);
        }
        if (isDefault === true) yield* chooseDefaultView(staffId, now.id);
        if (isDefault === false && now.isDefault) yield* chooseDefaultView(staffId, null);
        return yield* getView(staffId, now.id);
      });
      return { status: 200, body: view };
    }),
    route('DELETE /api/views/:id', async ({ params }, { actor }) => {
      const staff = staffOf(actor);
      const view = storage.read(getView(staff.id, params.id));
      // A manager may delete shared views of others.
      if (!view.mine && !may(staff.role, 'settings.manage')) throw new AppError('forbidden');
      await removeView(storage, view.id);
      return { status: 204, body: undefined };
    }),
  ];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops fields that are undefined. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
