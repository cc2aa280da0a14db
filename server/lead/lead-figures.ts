/** Metrics of desks on PostgreSQL; without any value on SQLite. */
import type { Figure } from '../http/metrics.ts';
import { standbyLags, type StandbyLag } from '../storage/postgres/replication.ts';
import type { Storage } from '../storage/storage.ts';

/** @param value 1: the desk leads; 0: it waits; `null`: it is on SQLite */
export const leadsFigure = (value: 0 | 1 | null): Figure => ({
  name: 'changgu_leads',
  help: 'Whether this desk leads (1) or waits for the lead (0); absent on SQLite',
  read: () => [{ value }],
});

/** @param term of the lead; `null` on SQLite */
export function leadFigures(storage: Storage, term: number | null): Figure[] {
  const labels = ['standby', 'sync'];
  const ofStandbys = (value: (lag: StandbyLag) => number | null) => () =>
    storage.read(standbyLags()).map((lag) => ({
      labels: { standby: lag.name, sync: lag.sync },
      value: value(lag),
    }));
  return [
    leadsFigure(term === null ? null : 1),
    {
      name: 'changgu_lead_term',
      help: 'How often the lead was taken, by any desk; absent on SQLite',
      read: () => [{ value: term }],
    },
    {
      name: 'changgu_replication_lag_seconds',
      help: 'How long a standby takes to have on its disk what was written; absent on SQLite',
      labels,
      read: ofStandbys(({ seconds, bytes }) => (bytes === 0 ? 0 : seconds)),
    },
    {
      name: 'changgu_replication_lag_bytes',
      help: 'Written, and not yet on the disk of a standby; absent on SQLite',
      labels,
      read: ofStandbys(({ bytes }) => bytes),
    },
  ];
}
