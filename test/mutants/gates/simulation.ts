/** The simulation as a gate: schedules of one seed, until a promise is broken. */
import { createLogger } from '../../../server/log.ts';
import { InMemoryDatabase } from '../../simulation/sqlite-database.ts';
import { drawProfile } from '../../simulation/draw-profile.ts';
import { createRng } from '../../simulation/rng.ts';
import { runSchedule, type Resources } from '../../simulation/schedule.ts';
import { TossBooks } from '../../simulation/toss-books.ts';
import { serveGate, type Finding, type Order, type Ran } from '../serve-gate.ts';

/** A mutant that crashes has broken no promise; it is a bad mutant. */
const CRASHED = 'the schedule runs to its end';
const OWN_ERROR = /\b(?:Type|Reference|Syntax|Range)Error\b/;

function openResources(): Resources {
  const sink = { line: (_line: string): void => undefined };
  const log = createLogger('info', (line) => sink.line(line));
  return { database: new InMemoryDatabase(), books: new TossBooks(), log, sink };
}

async function findIn(resources: Resources, seed: string, index: number): Promise<Finding | null> {
  const { violations } = await runSchedule(resources, seed, index);
  const [first] = violations;
  if (first === undefined) return null;
  const crash = violations.find(
    ({ promise, detail }) => promise === CRASHED || OWN_ERROR.test(detail),
  );
  if (crash !== undefined) throw new Error(`schedule ${String(index)}: ${crash.detail}`);
  return { promise: first.promise, detail: first.detail, at: index };
}

async function run({ seed, from, most, only }: Order): Promise<Ran> {
  const resources = openResources();
  let count = 0;
  try {
    for (let index = from; count < most; index += 1) {
      const { focus } = drawProfile(createRng(seed, index));
      if (only.length > 0 && !only.includes(focus)) continue;
      count += 1;
      const finding = await findIn(resources, seed, index);
      if (finding !== null) return { finding, count };
    }
    return { finding: null, count };
  } finally {
    resources.books.close();
    resources.database.close();
  }
}

serveGate(run);
