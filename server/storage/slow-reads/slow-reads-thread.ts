/** The worker thread that runs slow reads sequentially, on a read-only connection. */
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection, type Connection } from '../connection.ts';
import { tasks, type Asked, type Told } from './tasks.ts';

function run(connection: Connection, asked: Asked): unknown {
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

const { file } = workerData as { file: string };
const connection = openConnection(file, { readonly: true });

parentPort?.on('message', (asked: Asked) => {
  let told: Told;
  try {
    told = { id: asked.id, output: run(connection, asked) };
  } catch (error) {
    told = { id: asked.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(told);
});
