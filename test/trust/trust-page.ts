/** docs/trust.md, generated from the kept results alone: the same results give the same page. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProofResults, RESULTS_FOLDER } from '../../server/trust/proof-results.ts';
import { transitions } from '../../shared/operation.ts';
import { proofs, type Proof, type ProofResult, type RowHits } from '../../shared/trust.ts';
import { excuses, notDrawn } from '../simulation/excuses.ts';
import { formatPage } from '../support/format-page.ts';
import { proofTexts } from './proof-texts.ts';

const ROOT = join(import.meta.dirname, '../..');

export const TRUST_PAGE = join(ROOT, 'docs/trust.md');

/** The number of rarest transitions and points that are shown. */
const LEAST_SHOWN = 5;

const count = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 3 });
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
const plural = (n: number, one: string, many: string) => `${count(n)} ${n === 1 ? one : many}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `schedulesPerSecond` → `Schedules per second`; a name with spaces stays as it is. */
function words(name: string): string {
  const spaced = name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const titles = (some: readonly Proof[]) => some.map((one) => proofTexts[one].title).join(', ');
const rowName = (row: Omit<RowHits, 'hits'>) =>
  `\`${row.from}\` · \`${row.cause}\` · \`${row.to}\``;

/** The whole transition table with its hits; rows that are missing in the result have none. */
function allRows(hits: readonly RowHits[]): RowHits[] {
  return transitions.map((row) => {
    const taken = hits.find(
      ({ from, cause, to }) => from === row.from && cause === row.cause && to === row.to,
    );
    return { ...row, hits: taken?.hits ?? 0 };
  });
}

const byHits = (a: { hits: number }, b: { hits: number }) => a.hits - b.hits;

function rowsText(hits: readonly RowHits[]): string {
  const rows = allRows(hits).sort(byHits);
  const least = rows[0]?.hits ?? 0;
  const taken = rows.filter((row) => row.hits > 0);
  const said =
    least > 0
      ? `Each of the ${count(rows.length)} rows of the table of transitions was taken, the rarest ${plural(least, 'time', 'times')}.`
      : `Of the ${count(rows.length)} rows of the table of transitions ${count(taken.length)} were taken.`;
  const shown = taken.slice(0, LEAST_SHOWN).map((row) => [rowName(row), count(row.hits)]);
  return `${said} The rarest:\n\n${table(['From · cause · to', 'Taken'], shown)}`;
}

function resultText(result: ProofResult): string {
  const { figures, rows, kills, mutants } = result;
  const parts = [
    table(
      ['What', 'Value'],
      [
        ['Command', `\`${result.command}\``],
        ['Ended', result.at],
        ['Machine', result.machine],
        ['Engine', `\`${result.engine}\``],
        ['Seed', result.seed === null ? 'none needed' : `\`${result.seed}\``],
        ['Violations', count(result.violations)],
        ...Object.entries(figures).map(([name, value]) => [words(name), count(value)]),
      ],
    ),
  ];
  if (rows !== undefined) parts.push(rowsText(rows));
  if (kills !== undefined) {
    const shown = kills.map(({ point, hits }) => [point, count(hits)]);
    parts.push(table(['Killed at', 'Times'], shown));
  }
  if (mutants !== undefined) {
    const shown = mutants.map(({ name, what, killedBy, after }) => [
      `\`${name}\``,
      what,
      killedBy ?? '**nobody**',
      after === null ? '–' : count(after),
    ]);
    parts.push(table(['Mutant', 'What it does wrong', 'Noticed by', 'After'], shown));
  }
  return parts.join('\n\n');
}

function proofSection(proof: Proof, result: ProofResult | undefined): string {
  const { title, shows } = proofTexts[proof];
  const told = result === undefined ? '**Not run**: no result is kept.' : resultText(result);
  return `## ${title}\n\n${shows}\n\n${told}`;
}

/** What the results do not show. */
function gaps(results: readonly ProofResult[]): string[] {
  const missing = proofs.filter((proof) => !results.some((result) => result.proof === proof));
  return [
    ...(missing.length === 0 ? [] : [`**Not run: ${titles(missing)}.**`]),
    ...results.flatMap(({ proof, figures, rows, kills, mutants }) => {
      const { title } = proofTexts[proof];
      const never = rows === undefined ? [] : allRows(rows).filter(({ hits }) => hits === 0);
      const unhit = (kills ?? []).filter(({ hits }) => hits === 0);
      const alive = (mutants ?? []).filter(({ killedBy }) => killedBy === null);
      const { notRun = 0 } = figures;
      return [
        ...(notRun > 0 ? [`${title}: ${count(notRun)} not run, which its machine can’t do.`] : []),
        ...never.map((row) => `${title}: never took ${rowName(row)}.`),
        ...unhit.map(({ point }) => `${title}: never killed at ${point}.`),
        ...alive.map(({ name }) => `${title}: \`${name}\` survived.`),
      ];
    }),
  ];
}

function summary(results: readonly ProofResult[]): string {
  const rows = proofs.map((proof) => {
    const result = results.find((one) => one.proof === proof);
    const { title } = proofTexts[proof];
    const link = `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`;
    if (result === undefined) return [link, `\`${proof}\``, 'not run', '', ''];
    const { at, engine, violations } = result;
    return [link, `\`${proof}\``, at.slice(0, 10), `\`${engine}\``, count(violations)];
  });
  return table(['Proof', 'Name', 'Last run', 'Engine', 'Violations'], rows);
}

function verdict(results: readonly ProofResult[]): string {
  const broken = results.filter(({ violations }) => violations !== 0);
  if (broken.length > 0) {
    return `**A promise was broken: ${titles(broken.map(({ proof }) => proof))}.**`;
  }
  const engines = new Set(results.map(({ engine }) => engine));
  const runs = `${plural(results.length, 'proof was', 'proofs were')} run, of ${proofs.length}`;
  if (results.length === 0) return 'No proof was run.';
  const one =
    engines.size === 1 ? 'one engine' : `**${plural(engines.size, 'engine', 'engines')}**`;
  return `${runs}, on ${one}, without a violation.`;
}

const TOSS_ITSELF =
  'Toss itself: the sandbox stands for it, as its guide describes it; the simulation also lets it be otherwise where the guide is silent.';

const BY_V2 =
  'Toss’s v2 (`TOSS_API_VERSION=v2`): the figures of these proofs are of v1; v2 is shown by the simulation (`npm run simulate -- --api v2`, 2,000 schedules in the small proofs and 100,000 in the long run), by `test/operations/v2-money*.test.ts` under each option of the sandbox, and by the mutants whose names begin with `v2-`. An answer of v2 that is ours in payment, number, amount and rest ends a refund; the transaction that it names is as exact as a number. By v2 a refund without an answer, which v1 does not list either, is taken for the one new refund of its amount at its time; the screens call that 금액·시각 일치. It is weaker than a number: a refund of the same amount that somebody makes elsewhere within two minutes, while ours never arrived, is taken for ours. Its money counts once either way.';

const ON_POSTGRES =
  'PostgreSQL (`DATABASE_URL`): the figures of these proofs are on SQLite. PostgreSQL is shown by the simulation (`npm run simulate -- --engine postgres --rows`: in the small proofs 160 schedules act alike on both engines to the letter and end with equal rows in every table) and by `npm run failover`: three desks, a primary and its synchronous standby as processes, of which one is killed, paused or cut off while clerks refund, once each in the small proofs; the long run kills the leading desk 1,000 times and pauses it 100 times. Of 0.2.0, 60 kills and 15 pauses were run: nothing lost, nothing doubled, and back within 10 s but once, after 10.4 s, with three such runs at a time on two cores. What was confirmed is compared with the books of Toss’s side and with the database; where no commit waits for the standby, the same run must lose records. All run on one machine: a test promotes the standby and moves the desks’ address at once, so the time that Patroni takes to notice a dead primary comes on top.';

const excused = Object.values(excuses).map(({ sentence, why }) => `${sentence} ${why}`);

/** The page's text. @param results as `readProofResults` returns them */
export async function trustPage(results: readonly ProofResult[]): Promise<string> {
  const open = proofs.map((proof) => `${proofTexts[proof].title}: ${proofTexts[proof].leavesOpen}`);
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
  const found = gaps(results);
  const text = [
    '# What was shown about the money engine',
    `What the last run of each proof found, made by \`npm run trust\` from \`${RESULTS_FOLDER}\`. An engine is named by a fingerprint of its compiled code; a running desk shows under \`GET /api/trust\` whether a result is of the engine that it runs.`,
    verdict(results),
    summary(results),
    '## Not shown',
    found.length > 0
      ? list(found)
      : 'Every proof was run, and none left a row, point or mutant out.',
    `In no run:\n\n${list([...open, TOSS_ITSELF, BY_V2, ON_POSTGRES])}`,
    `What the simulation’s judge excuses, and nothing else:\n\n${list(excused)}`,
    `What no schedule draws:\n\n${list(notDrawn)}`,
    ...proofs.map((proof) =>
      proofSection(
        proof,
        results.find((result) => result.proof === proof),
      ),
    ),
    '## Running them again',
    '`npm run test:long` runs all of them, one after the other, keeps the results and makes this page anew; it takes hours. `npm run test:long -- --only kills` runs one, and `--scale 0.01` a hundredth of each, of which nothing is kept. It ends with 1 where a promise was broken.',
  ].join('\n\n');
  return formatPage(text);
}

/** Writes docs/trust.md. @throws Error where a kept result can't be parsed */
export async function writeTrustPage(): Promise<void> {
  await writeFile(TRUST_PAGE, await trustPage(readProofResults(ROOT)));
}
