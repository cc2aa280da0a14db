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
const connect = (): AnyConnection =>
  'url' in place
    ? new PostgresConnection(place.url, slowBounds)
    : openConnection(place.file, { readonly: true });
let connection = connect();

const isLost = () => connection instanceof PostgresConnection && connection.isLost;

/** A proxy may have ended the connection since the last read. Reads may be repeated. */
function runConnected(asked: Asked): unknown {
  try {
    return run(connection, asked);
  } catch (error) {
    if (!isLost()) throw error;
    connection = connect();
    return run(connection, asked);
  }
}

parentPort?.on('message', (asked: Asked) => {
  let told: Told;
  try {
    told = { id: asked.id, output: runConnected(asked) };
  } catch (error) {
    told = { id: asked.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(told);
});
