import { endpoints, type HandlerInput } from '../../shared/api.ts';
import type { Connection } from '../storage/connection.ts';

export type Preferences = HandlerInput<'PUT /api/me/preferences'>['body'];

/** What each person likes, as one small JSON text. */
export interface PreferenceStore {
  /** `{}` for a person who never chose, or whose kept choice an older build wrote. */
  read(staffId: string): Preferences;
  write(staffId: string, preferences: Preferences): void;
}

export function preferenceStore(connection: Connection): PreferenceStore {
  const schema = endpoints['PUT /api/me/preferences'].body;
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
      const kept = row && schema.safeParse(JSON.parse(row.json));
      return kept?.success === true ? kept.data : {};
    },
    write: (staffId, preferences) => {
      upsert.run(staffId, JSON.stringify(preferences));
    },
  };
}
