/**
 * The rows of the table, each with how it is measured. A row that needs a browser is like any
 * other: `run` gets a context that starts a desk over seeded payments.
 */
import type { Bench } from './bench.ts';
import { bootRow } from './boot-row.ts';
import { callbackRows } from './callback-rows.ts';
import { clientRows } from './client-rows.ts';
import { listRows } from './list-rows.ts';
import { liveRow } from './live-row.ts';
import { loopRow } from './loop-row.ts';
import { operationRow } from './operation-row.ts';
import { postgresRow } from './postgres-row.ts';
import { searchRows } from './search-rows.ts';
import { settlementRow } from './settlement-row.ts';
import { simulationRow } from './simulation-row.ts';
import { strangerRow } from './stranger-row.ts';
import { streamRow } from './stream-row.ts';
import { webhookRow } from './webhook-row.ts';

/** In the order of the table. */
export const benches: readonly Bench[] = [
  ...listRows,
  ...searchRows,
  streamRow,
  ...callbackRows,
  strangerRow,
  operationRow,
  ...clientRows,
  liveRow,
  bootRow,
  simulationRow,
  loopRow,
  postgresRow,
  settlementRow,
  webhookRow,
];
