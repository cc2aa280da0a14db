/** docs/performance.md, generated from the kept results alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKeptSoak, type KeptSoak } from '../soak/kept-soak.ts';
import { formatPage } from '../support/format-page.ts';
import { growthOf } from '../soak/verdict.ts';
import { missedOf } from './bench.ts';
import { reasons, soakReason } from './reasons.ts';
import { readResults, TABLE_HEAD, tableRows, type Machine, type Result } from './results.ts';

export const PERFORMANCE_PAGE = join(import.meta.dirname, '../../docs/performance.md');

const INTRODUCTION = `# How fast the desk is

The last result of every measurement, made by \`npm run bench -- --docs\` from [\`test/bench/results.json\`](../test/bench/results.json) and the last soak’s. Measure again with \`npm run bench\`, or one row with \`npm run bench -- NAME\`.

Machines differ: what counts is the **ratio** of two figures that were taken by turns in one run. Figures and ratios are medians of the repetitions. The desk is the built one in a process of its own, as in production: real sign-in and sessions, every request checked and logged, every commit durable. It has one core, and what asks it another, where the machine has two.

The **floor** of what reads is \`node:http\`, one prepared statement with its values written in, and \`JSON.stringify\` over the same rows and columns: no sign-in, no checks, no log. That of what writes is one durable transaction per request. Other rows stand beside what they name. A figure without a goal only stands beside the others of its row.`;

const dayOf = (at: string) => at.slice(0, 10);
const count = (value: number) => value.toLocaleString('en');
const cell = (text: string) => text.replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function verdicts(results: readonly Result[]): string {
  const figures = results.flatMap((result) => result.figures.filter(({ bound }) => bound !== null));
  const missed = missedOf(figures);
  if (missed.length === 0) return `All ${count(figures.length)} goals are met.`;
  return `**${count(missed.length)} of ${count(figures.length)} goals are not met.**`;
}

/** The reasons of missed goals, row by row. */
function shortfalls(results: readonly Result[]): string[] {
  const lines = results
    .filter(({ figures }) => missedOf(figures).length > 0)
    .map(({ row, name }) => {
      const reason = reasons[name] ?? 'Nobody has looked into it yet.';
      return `- **${String(row)}, \`${name}\`.** ${reason}`;
    });
  return lines.length === 0 ? [] : ['## What falls short, and why', lines.join('\n')];
}

const machineText = ({ cpu, cores, node }: Machine) => `${cpu} × ${count(cores)}, Node ${node}`;

function runs(results: readonly Result[]): string {
  const lines = results.map(({ row, name, at, payments, repetitions, machine }) => [
    String(row),
    `\`${name}\``,
    dayOf(at),
    count(payments),
    count(repetitions),
    machineText(machine),
  ]);
  const head = ['#', 'Name', 'Measured', 'Payments', 'Repetitions', 'Machine'];
  return table(head, lines);
}

/** What a short row cannot show: long-term behaviour. */
function longWork(soak: KeptSoak | null): string[] {
  const title = '## At work for long';
  if (soak === null) return [title, '**Not measured yet**: no result is kept.'];
  const { seconds, perSecond, at, command, machine, rows, memory } = soak;
  const late = growthOf(memory, 2 / 3);
  const lines = rows.map(({ what, measured, goal, verdict }) => [what, measured, goal, verdict]);
  const missed = rows.some(({ verdict }) => verdict === 'not met');
  return [
    title,
    `\`npm run soak\`: fifty people ask for ${count(perSecond)} operations a second for ${count(seconds / 60)} minutes, in a shop that had payments before. A tenth of Toss’s answers is lost, and one in twenty is an error of its own. A clerk waits for the 202. Growth is the slope after the first quarter; before each look everything unused is collected. In the last third alone it is ${late.heap} MB/h of the heap and ${late.own ?? 'an untold'} MB/h of the process’s own memory.`,
    table(['What', 'Measured', 'Goal', 'Verdict'], lines),
    ...(missed ? [soakReason] : []),
    `Measured on ${dayOf(at)}, ${machineText(machine)}, by \`${command}\`; kept with each look at the memory in [\`test/bench/soak.json\`](../test/bench/soak.json).`,
  ];
}

export async function performancePage(
  results: readonly Result[],
  soak: KeptSoak | null,
): Promise<string> {
  const told =
    results.length === 0
      ? ['**Not measured yet**: no result is kept.']
      : [
          verdicts(results),
          table(TABLE_HEAD, tableRows(results)),
          ...shortfalls(results),
          '## When and where\n\nA row that a run leaves out keeps its former result. Payments are those of the shop that is measured; the simulation has its own.',
          runs(results),
        ];
  const text = [INTRODUCTION, ...told, ...longWork(soak)].join('\n\n');
  return formatPage(text);
}

/** Writes the page of the results that are kept now. */
export async function writePerformancePage(): Promise<void> {
  await writeFile(PERFORMANCE_PAGE, await performancePage(readResults(), readKeptSoak()));
}
