import { endpoints, type HandlerInput } from '../../shared/api.ts';
import { prepare } from '../storage/statement.ts';
import type { Unit } from '../storage/unit.ts';

type Preferences = HandlerInput<'PUT /api/me/preferences'>['body'];

const schema = endpoints['PUT /api/me/preferences'].body;

/** Checks each preference separately: one from a newer build must not invalidate the others. */
function understood(kept: unknown): Preferences {
  if (typeof kept !== 'object' || kept === null) return {};
  const known = Object.entries(kept).filter(
    ([name, value]) => schema.safeParse({ [name]: value as unknown }).success,
  );
  return schema.parse(Object.fromEntries(known));
}

/** Each person's preferences are one small JSON text. */
const select = prepare('SELECT json FROM preference WHERE staff_id = ?');
const upsert = prepare(
  `INSERT INTO preference (staff_id, json) VALUES (?, ?)
   ON CONFLICT (staff_id) DO UPDATE SET json = excluded.json`,
);

/** @returns `{}` if the person never set any; values of other builds are left out */
export function* readPreferences(staffId: string): Unit<Preferences> {
  const json = (yield* select.value(staffId)) as string | undefined;
  return json === undefined ? {} : understood(JSON.parse(json));
}

export function* writePreferences(staffId: string, preferences: Preferences): Unit<void> {
  yield* upsert.run(staffId, JSON.stringify(preferences));
}
