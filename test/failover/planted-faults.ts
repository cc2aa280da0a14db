/** Faults that the scenes must notice. */
import type { PlantedFault } from '../support/bundle-with-faults.ts';

/** A desk that stood still writes on, although another one has taken the lead. */
export const writesWithoutLead: readonly PlantedFault[] = [
  {
    file: 'server/storage/postgres/postgres-storage.ts',
    find: 'if (lead?.term === term) return;',
    put: 'if (lead !== undefined) return;',
  },
];

/** A refund is confirmed before the standby has it. */
export const confirmsEarly: readonly PlantedFault[] = [
  {
    file: 'server/storage/postgres/postgres-storage.ts',
    find: 'BEGIN; SELECT term',
    put: 'BEGIN; SET LOCAL synchronous_commit = local; SELECT term',
  },
];
