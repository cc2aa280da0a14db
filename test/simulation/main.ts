/**
 * `npm run simulate -- --schedules N --seed S`: runs the money engine under every simulated fault
 * and judges it by Toss's books. Exits with 1 when a promise did not hold.
 */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { tossVersions } from '../../shared/toss-call.ts';
import { mutantsCommand } from '../mutants/command.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { writeProof } from '../trust/write-proof.ts';
import { buildRunner } from './build-runner.ts';
import { describeCoverage, killHits, rowHits } from './coverage.ts';
import type { Part } from './part.ts';
import { digestOf } from './run-schedules.ts';
import { runParts } from './run-parts.ts';
import type { Violation } from './stage.ts';

const USAGE = `npm run simulate -- [options]
  --schedules N   how many schedules to run (default 10000)
  --seed S        any text (default "changgu")
  --api V         v1 or v2 (default v1)
  --engine E      sqlite or postgres (default sqlite)
  --from I        the first schedule (default 0)
  --schedule I    only this one, with its log
  --jobs N        processes (default: one per core)
  --coverage      print what was reached
  --log FILE      write every schedule's log
  --keep          keep the result in test/results/simulation.json
  --mutants       instead: build faults into the engine and see each one noticed`;

const engines = ['sqlite', 'postgres'] as const;

/** One defect breaks many schedules: a process stops after this many, and this many are shown. */
const MOST_VIOLATIONS = 20;
const MOST_SHOWN = 3;

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} takes a number ≥ 0`);
  return number;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '10000' },
      seed: { type: 'string', default: 'changgu' },
      api: { type: 'string', default: 'v1' },
      engine: { type: 'string', default: 'sqlite' },
      from: { type: 'string', default: '0' },
      schedule: { type: 'string' },
      jobs: { type: 'string', default: String(os.availableParallelism()) },
      coverage: { type: 'boolean', default: false },
      log: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.schedule === undefined ? null : wholeNumber(values.schedule, 'schedule');
  const api = tossVersions.find((name) => name === values.api);
  if (api === undefined) throw new Error('--api takes v1 or v2');
  const engine = engines.find((name) => name === values.engine);
  if (engine === undefined) throw new Error('--engine takes sqlite or postgres');
  return {
    ...values,
    api,
    engine,
    only,
    schedules: only === null ? wholeNumber(values.schedules, 'schedules') : 1,
    from: only ?? wholeNumber(values.from, 'from'),
    jobs: Math.max(1, wholeNumber(values.jobs, 'jobs')),
  };
}

type Options = ReturnType<typeof readOptions>;

/** The options that make a run what it is. */
const chosen = ({ seed, api, engine }: Pick<Options, 'seed' | 'api' | 'engine'>) =>
  `${engine === 'sqlite' ? '' : `--engine ${engine} `}${api === 'v1' ? '' : `--api ${api} `}--seed ${JSON.stringify(seed)}`;

function show(violation: Violation, options: Options): void {
  console.log(`\n${violation.log}`);
  console.log(`\nBroken: ${violation.promise}\n  ${violation.detail}`);
  console.log(
    `Again: npm run simulate -- ${chosen(options)} --schedule ${String(violation.schedule)}`,
  );
}

const total = (table: Record<string, number>) =>
  Object.values(table).reduce((sum, hits) => sum + hits, 0);

function figuresOf(run: Part, options: Options) {
  return {
    schedules: run.schedules,
    violations: run.violations,
    kills: total(run.coverage.kills),
    restores: run.coverage.figures['restores'] ?? 0,
    faults: total(run.coverage.faults),
    seconds: Math.round(run.seconds * 10) / 10,
    perSecondPerCore: Math.round(run.schedules / run.cpuSeconds),
    processes: options.jobs,
  };
}

function keep(run: Part, options: Options): void {
  writeProof({
    proof: 'simulation',
    command: `npm run simulate -- --schedules ${String(run.schedules)} --seed ${options.seed}`,
    seed: options.seed,
    violations: run.violations,
    figures: figuresOf(run, options),
    rows: rowHits(run.coverage),
    kills: killHits(run.coverage),
  });
}

const PROGRESS_EVERY_MS = 30_000;

/** Prints the progress of a long run. @returns to be called with the number of schedules run */
function progressOf(schedules: number): (ran: number) => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return (ran) => {
    const now = performance.now();
    if (now - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = now;
    const minutes = ((now - startedAt) / 60_000) * (schedules / ran - 1);
    console.error(
      `${String(ran)} of ${String(schedules)} schedules, about ${minutes.toFixed(0)} min left`,
    );
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const { seed, api, engine, from, schedules, jobs, only } = options;
  const server = engine === 'postgres' ? startPostgres() : null;
  const runner = await buildRunner('runner');
  const asked = {
    seed,
    api,
    postgres: server?.url(),
    from,
    count: schedules,
    wantsLogs: options.log !== undefined || only !== null,
    mostViolations: MOST_VIOLATIONS,
  };
  const run = await runParts(runner, asked, jobs, progressOf(schedules));
  server?.stop();
  if (options.log !== undefined) {
    writeFileSync(options.log, run.logs.map(([, log]) => `${log}\n`).join('\n'));
  }
  if (only !== null && run.found.length === 0) console.log(run.logs[0]?.[1] ?? '');
  for (const violation of run.found.slice(0, MOST_SHOWN)) show(violation, options);
  if (options.coverage) console.log(describeCoverage(run.coverage));
  const figures = figuresOf(run, options);
  console.log(
    [
      `${String(figures.schedules)} schedules`,
      `${String(figures.violations)} violations`,
      `${String(figures.seconds)} s`,
      `${String(figures.perSecondPerCore)} schedules/s/core`,
      `${String(figures.kills)} kills`,
      `log ${digestOf(run.digests).slice(0, 16)}`,
    ].join(', '),
  );
  if (options.keep) keep(run, options);
  if (run.violations > 0) process.exitCode = 1;
}

const given = process.argv.slice(2);
if (given.includes('--mutants')) {
  process.exitCode = await mutantsCommand(given.filter((word) => word !== '--mutants'));
} else {
  await main();
}
