/** The worker thread that runs slow reads sequentially, on a read-only connection. */
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../connection.ts';
import { PostgresConnection, slowBounds } from '../postgres/connection.ts';
import type { AnyConnection } from '../run-unit.ts';
import type { DatabasePlace } from './slow-reads.ts';
import { tasks, type Asked, type Told } from './tasks.ts';

function run(connection: AnyConnection, asked: Asked): unknown {
  switch (asked.name) {
    case 'page':
      return tasks.page(connection, asked.input);
    case 'sums':
      return tasks.sums(connection, asked.input);
    case 'period':
      return tasks.period(connection, asked.input);
    case 'check':
      return tasks.check(connection, asked.input);
  }
}

const place = workerData as DatabasePlace;
const connection: AnyConnection =
  'url' in place
    ? new PostgresConnection(place.url, slowBounds)
    : openConnection(place.file, { readonly: true });

parentPort?.on('message', (asked: Asked) => {
  let told: Told;
  try {
    told = { id: asked.id, output: run(connection, asked) };
  } catch (error) {
    told = { id: asked.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(told);
});
