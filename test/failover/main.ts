/**
 * `npm run failover`: three desks and two databases, of which one dies or is cut off while clerks
 * refund. Exits with 1 when something that was confirmed is lost, was done twice or came too late,
 * and when the set-up that must lose records loses none.
 */
import { parseArgs } from 'node:util';
import { bundlePrograms } from '../process/programs.ts';
import { postgresPrograms } from '../support/postgres-server.ts';
import { movedClock } from './moved-clock.ts';
import { runScene, wrongWith, type SceneResult } from './run-scene.ts';
import { scenes, type Scene } from './scenes.ts';

const USAGE = `npm run failover -- [options]
  --scenes A,B    only these (default: all)
  --rounds N      of each scene (default 1)
  --seed S        any text (default "changgu"); when something dies depends on the machine, too

The scenes:
${scenes.map(({ name, what }) => `  ${name.padEnd(16)}${what}`).join('\n')}`;

const MOST_SHOWN = 20;
/** Prints the progress every so many rounds. */
const TOLD_EVERY = 25;

function readOptions() {
  const { values } = parseArgs({
    options: {
      scenes: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      seed: { type: 'string', default: 'changgu' },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number ≥ 1');
  const chosen = (values.scenes ?? scenes.map(({ name }) => name).join(','))
    .split(',')
    .map((name) => {
      const found = scenes.find((scene) => scene.name === name);
      if (found === undefined) throw new Error(`There is no scene ${name}`);
      return found;
    });
  return { ...values, rounds, chosen };
}

const columns = ['scene', 'rounds', 'acknowledged', 'lost', 'doubled', 'longest', ''] as const;

function line(cells: readonly string[]): string {
  const [name = '', ...others] = cells;
  const last = others.pop() ?? '';
  return [name.padEnd(16), ...others.map((cell) => cell.padStart(13)), `  ${last}`].join('');
}

function row({ name }: Scene, result: SceneResult, wrong: readonly string[]): string {
  const counts = [result.rounds, result.acknowledged, result.lost.length, result.doubled.length];
  const longest = `${(Math.max(0, ...result.tookMs) / 1000).toFixed(1)} s`;
  return line([name, ...counts.map(String), longest, wrong.length === 0 ? 'ok' : 'BROKEN']);
}

async function main(): Promise<void> {
  const { help, chosen, seed, rounds } = readOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  if (postgresPrograms() === null) {
    console.error('PostgreSQL 15 or newer is not on this machine: see CONTRIBUTING.md.');
    process.exitCode = 1;
    return;
  }
  const programs = await bundlePrograms(movedClock);
  try {
    console.log(line(columns));
    for (const scene of chosen) {
      const result = await runScene({
        ...{ scene, programs, seed, rounds },
        onRound: (round) => {
          if (round % TOLD_EVERY !== 0) return;
          console.error(`  ${scene.name}: ${String(round)} of ${String(rounds)}`);
        },
      });
      const wrong = wrongWith(scene, result);
      console.log(row(scene, result, wrong));
      for (const sentence of wrong.slice(0, MOST_SHOWN)) console.log(`  ${sentence}`);
      if (wrong.length > 0) process.exitCode = 1;
    }
  } finally {
    programs.remove();
  }
}

await main();
