import { endpoints, type HandlerInput } from '../../shared/api.ts';
import type { Connection } from '../storage/connection.ts';

export type Preferences = HandlerInput<'PUT /api/me/preferences'>['body'];

/** Each person's preferences, as one small JSON text. */
export interface PreferenceStore {
  /** `{}` if the person never set any; values of other builds are left out. */
  read(staffId: string): Preferences;
  write(staffId: string, preferences: Preferences): void;
}

const schema = endpoints['PUT /api/me/preferences'].body;

/** Checks each preference separately: one from a newer build must not invalidate the others. */
function understood(kept: unknown): Preferences {
  if (typeof kept !== 'object' || kept === null) return {};
  const known = Object.entries(kept).filter(
    ([name, value]) => schema.safeParse({ [name]: value as unknown }).success,
  );
  return schema.parse(Object.fromEntries(known));
}

export function preferenceStore(connection: Connection): PreferenceStore {
  const select = connection.prepare<[string], { json: string }>(
    'SELECT json FROM preference WHERE staff_id = ?',
  );
  const upsert = connection.prepare(
    `INSERT INTO preference (staff_id, json) VALUES (?, ?)
     ON CONFLICT (staff_id) DO UPDATE SET json = excluded.json`,
  );
  return {
    read: (staffId) => {
      const row = select.get(staffId);
      return row === undefined ? {} : understood(JSON.parse(row.json));
    },
    write: (staffId, preferences) => {
      upsert.run(staffId, JSON.stringify(preferences));
    },
  };
}
