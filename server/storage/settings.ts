/** The shop's settings in one row, replaced as a whole together with an audit row. */
import type { AuditActor } from '../../shared/audit.ts';
import type { ShopSettings } from '../../shared/settings.ts';
import { appendAudit } from './audit.ts';
import { prepared, db } from './statement.ts';
import type { Storage } from './storage.ts';
import type { Unit } from './unit.ts';

export interface KeptSettings {
  /** As stored; an older build may have known fewer of them. */
  settings: Partial<ShopSettings>;
  /** Number of changes; 0 before the first. */
  version: number;
}

const settingRow = prepared(() =>
  db.selectFrom('setting').select(['json', 'version']).where('id', '=', 1),
);

const writeSetting = prepared(
  (row: { json: string; version: number; changedAt: string; changedBy: string }) =>
    db
      .insertInto('setting')
      .values({
        id: 1,
        json: row.json,
        version: row.version,
        changed_at: row.changedAt,
        changed_by: row.changedBy,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          json: eb.ref('excluded.json'),
          version: eb.ref('excluded.version'),
          changed_at: eb.ref('excluded.changed_at'),
          changed_by: eb.ref('excluded.changed_by'),
        })),
      ),
);

/** The stored settings; empty if nobody has changed them. */
export function* keptSettings(): Unit<KeptSettings> {
  const row = yield* settingRow.first({});
  if (row === undefined) return { settings: {}, version: 0 };
  return { settings: JSON.parse(row.json) as Partial<ShopSettings>, version: row.version };
}

const changesSince = prepared((given: { since: string }) =>
  db
    .selectFrom('audit')
    .select('detail')
    .where('action', '=', 'settings-changed')
    .where('at', '>', given.since),
);

/**
 * The highest value that a setting in years has had since a time (ISO UTC), by the audit log.
 * @param now the present value
 */
export function* longestSince(
  name: 'accessYears' | 'buyerDataYears',
  now: number,
  since: string,
): Unit<number> {
  const before = (yield* changesSince.all({ since })).flatMap(({ detail }) => {
    const { changes } = JSON.parse(detail) as {
      changes: Partial<Record<string, { from: number }>>;
    };
    return changes[name] === undefined ? [] : [changes[name].from];
  });
  return Math.max(now, ...before);
}

type Changes = Record<string, { from: unknown; to: unknown }>;

/**
 * Replaces the settings and appends the audit row in one transaction.
 * @param plan gets the stored settings and version, throws if the caller saw another version, and
 *   returns the new settings and the changes
 */
export function replaceSettings(
  storage: Storage,
  actor: AuditActor & { id: string },
  plan: (kept: KeptSettings) => { settings: ShopSettings; changes: Changes },
): Promise<KeptSettings> {
  return storage.transact(function* () {
    const kept = yield* keptSettings();
    const { settings, changes } = plan(kept);
    if (Object.keys(changes).length === 0) return kept;
    const at = storage.clock.nowIso();
    const version = kept.version + 1;
    const json = JSON.stringify(settings);
    yield* writeSetting.run({ json, version, changedAt: at, changedBy: actor.id });
    yield* appendAudit({ at, actor, action: 'settings-changed', detail: { changes } });
    return { settings, version };
  });
}
