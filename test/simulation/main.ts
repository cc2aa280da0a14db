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
import { describeCoverage } from './coverage.ts';
import { addRuns, keptRun } from './kept-run.ts';
import type { Part } from './part.ts';
import { figuresOf, resultOf } from './run-figures.ts';
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
  --rows          log at the end of each what every table holds
  --log FILE      write every schedule's log
  --keep          keep the result in test/results/simulation.json, every 20,000 schedules
  --go-on         with --keep: go on after what is kept there, up to --schedules in all
  --mutants       instead: build faults into the engine and see each one noticed`;

const engines = ['sqlite', 'postgres'] as const;

/** One defect breaks many schedules: a process stops after this many, and this many are shown. */
const MOST_VIOLATIONS = 20;
const MOST_SHOWN = 3;
/** Schedules after which a kept run is written. */
const PIECE = 20_000;

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
      rows: { type: 'boolean', default: false },
      log: { type: 'string' },
      keep: { type: 'boolean', default: false },
      'go-on': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.schedule === undefined ? null : wholeNumber(values.schedule, 'schedule');
  const api = tossVersions.find((name) => name === values.api);
  if (api === undefined) throw new Error('--api takes v1 or v2');
  const engine = engines.find((name) => name === values.engine);
  if (engine === undefined) throw new Error('--engine takes sqlite or postgres');
  if (values.keep && (api !== 'v1' || engine !== 'sqlite' || values.from !== '0')) {
    throw new Error('--keep is for v1 on SQLite, from the first schedule on');
  }
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

function tell(run: Part, options: Options): void {
  if (options.log !== undefined) {
    writeFileSync(options.log, run.logs.map(([, log]) => `${log}\n`).join('\n'));
  }
  if (options.only !== null && run.found.length === 0) console.log(run.logs[0]?.[1] ?? '');
  for (const violation of run.found.slice(0, MOST_SHOWN)) show(violation, options);
  if (options.coverage) console.log(describeCoverage(run.coverage));
  const figures = figuresOf(run, options.jobs);
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
  if (run.violations > 0) process.exitCode = 1;
}

/** Runs pieces and keeps each, so that little is lost where the run is cut off. */
async function runKept(options: Options, run: (from: number, count: number) => Promise<Part>) {
  let kept = options['go-on'] ? await keptRun(options.seed) : null;
  const done = () => kept?.figures['schedules'] ?? 0;
  while (done() < options.schedules && process.exitCode !== 1) {
    const part = await run(done(), Math.min(PIECE, options.schedules - done()));
    tell(part, options);
    const added = resultOf(part, options);
    const sum = kept === null ? added : addRuns(kept, added);
    const schedules = String(sum.figures['schedules']);
    const command = `npm run simulate -- --schedules ${schedules} --seed ${options.seed}`;
    kept = writeProof({ ...sum, command });
    console.log(`kept: ${String(done())} schedules, ${String(kept.violations)} violations`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const { seed, api, engine, jobs, only } = options;
  const server = engine === 'postgres' ? startPostgres() : null;
  const runner = await buildRunner('runner');
  const run = (from: number, count: number) => {
    const asked = {
      ...{ seed, api, from, count, postgres: server?.url(), wantsRows: options.rows },
      wantsLogs: options.log !== undefined || only !== null,
      mostViolations: MOST_VIOLATIONS,
    };
    return runParts(runner, asked, jobs, progressOf(count));
  };
  if (options.keep) await runKept(options, run);
  else tell(await run(options.from, options.schedules), options);
  server?.stop();
}

const given = process.argv.slice(2);
if (given.includes('--mutants')) {
  process.exitCode = await mutantsCommand(given.filter((word) => word !== '--mutants'));
} else {
  await main();
}
