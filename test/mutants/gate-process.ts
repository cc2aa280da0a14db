/** One gate over one version of the engine, as a child process. */
import { fork, type ChildProcess } from 'node:child_process';
import { bundleWith, type PlantedFault } from '../support/bundle-with-faults.ts';
import type { Answer, Order, Ran } from './serve-gate.ts';

/** The gates that are programs of this folder. */
export const gateEntries = {
  simulation: 'test/mutants/gates/simulation.ts',
  wire: 'test/mutants/gates/wire.ts',
  desk: 'test/mutants/gates/desk.ts',
} as const;

const MOST_OUTPUT = 4000;

export interface GateProcess {
  /**
   * Runs one order.
   * @throws Error where the program crashes or takes too long: neither is a finding
   */
  run(order: Order, timeoutMs: number): Promise<Ran>;
  stop(): void;
}

function answerOf(
  child: ChildProcess,
  order: Order,
  timeoutMs: number,
  output: () => string,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      end();
    };
    const onMessage = (message: unknown) => {
      const answer = message as Answer;
      finish(() => {
        if ('ran' in answer) resolve(answer.ran);
        else reject(new Error(answer.crash));
      });
    };
    const onExit = (code: number | null) =>
      finish(() => reject(new Error(`The gate ended with ${String(code)}: ${output()}`)));
    const timer = setTimeout(
      () =>
        finish(() => reject(new Error(`The gate took longer than ${String(timeoutMs / 1000)} s`))),
      timeoutMs,
    );
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(order);
  });
}

/**
 * Bundles a gate with the changed engine and starts it.
 * @param outfile the path of the bundle, inside the project's folder
 * @throws Error where a change finds no place, or the sources don't compile
 */
export async function startGate(
  gate: keyof typeof gateEntries,
  changes: readonly PlantedFault[],
  outfile: string,
): Promise<GateProcess> {
  await bundleWith(changes, gateEntries[gate], outfile);
  // Without the flags of this process: the bundle needs no loader.
  const child = fork(outfile, [], { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-MOST_OUTPUT);
    });
  }
  return {
    run: (order, timeoutMs) => answerOf(child, order, timeoutMs, () => output),
    stop: () => {
      child.kill('SIGKILL');
    },
  };
}
