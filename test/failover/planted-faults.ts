/** Faults that the scenes must notice. */
import type { PlantedFault } from '../support/bundle-with-faults.ts';

/** A desk that stood still works on, although another one has taken the lead. */
export const keepsTheLead: readonly PlantedFault[] = [
  {
    file: 'server/storage/postgres/postgres-storage.ts',
    find: 'if (lead?.term === term) return;',
    put: 'if (lead !== undefined) return;',
  },
  {
    file: 'server/lead/hold-lead.ts',
    find: 'if (trouble === null) lastMs = askedMs; else end(',
    put: 'lastMs = askedMs; if (false) end(',
  },
];

/** A refund is confirmed before the standby has it. Beats that waited would lock the others out. */
export const confirmsEarly: readonly PlantedFault[] = [
  {
    file: 'server/storage/postgres/postgres-storage.ts',
    find: '`BEGIN; ${LOCK_LEAD}`',
    put: '`BEGIN; SET LOCAL synchronous_commit = local; ${LOCK_LEAD}`',
  },
  {
    file: 'server/lead/lead-row.ts',
    find: 'connectionTimeoutMillis: ANSWER_MS,',
    put: "connectionTimeoutMillis: ANSWER_MS, options: '-c synchronous_commit=local',",
  },
];
