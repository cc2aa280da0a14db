import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProofResults } from '../../server/trust/proof-results.ts';
import { transitions } from '../../shared/operation.ts';
import { proofs } from '../../shared/trust.ts';
import { excuses } from '../simulation/excuses.ts';
import { proofResult } from './planted-results.ts';
import { proofTexts } from './proof-texts.ts';
import { TRUST_PAGE, trustPage } from './trust-page.ts';

const everyRow = transitions.map((row, index) => ({ ...row, hits: index + 12 }));
const clean = proofs.map((proof) => proofResult(proof));

function below(page: string, heading: string): string {
  return page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
}

describe('docs/trust.md', () => {
  const kept = readFileSync(TRUST_PAGE, 'utf8');

  it('is what `npm run trust` generates from the kept results', async () => {
    const results = readProofResults(join(import.meta.dirname, '../..'));
    expect(kept).toBe(await trustPage(results));
  });

  it.each(proofs)('has a section on %s and names it', (proof) => {
    expect(kept).toContain(`\`${proof}\``);
    expect(below(kept, proofTexts[proof].title)).toContain(proofTexts[proof].shows);
    expect(below(kept, 'Not shown')).toContain(proofTexts[proof].leavesOpen);
  });
});

describe('the page', () => {
  it('shows of each run the time, command, machine and figures', async () => {
    const section = below(await trustPage(clean), 'Kills');
    const told = section
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, what = '', value = '']) => [what, value]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['Command', '`npx tsx test/kills.ts`'],
        ['Ended', '2026-03-02T04:05:06.789Z'],
        ['Machine', 'A CPU × 2, Node v20'],
        ['Engine', '`0123456789abcdef`'],
        ['Seed', '`a-seed`'],
        ['Violations', '0'],
        ['Schedules', '1,000,000'],
        ['Seconds in all', '12.5'],
      ]),
    );
  });

  it('says that nothing is open only where every proof was run completely', async () => {
    const page = await trustPage(clean);
    expect(page).toContain('9 proofs were run, of 9, on one engine, without a violation.');
    expect(below(page, 'Not shown')).toContain('Every proof was run');
    const without = await trustPage(clean.filter(({ proof }) => proof !== 'disk'));
    expect(below(without, 'Not shown')).toContain('**Not run: Disk errors.**');
    expect(below(without, 'Disk errors')).toContain('**Not run**');
  });

  it('lists what the judge of the simulation excuses', async () => {
    const open = below(await trustPage([]), 'Not shown');
    for (const { sentence } of Object.values(excuses)) expect(open).toContain(sentence);
  });

  it('shows an alert where a promise was broken', async () => {
    const broken = proofResult('model', { violations: 2 });
    const page = await trustPage([broken, proofResult('kills')]);
    expect(page).toContain('**A promise was broken: Model.**');
    expect(page).not.toContain('without a violation');
  });

  it('tells results of several engines apart', async () => {
    const page = await trustPage([proofResult('model'), proofResult('kills', { engine: 'ff' })]);
    expect(page).toContain('on **2 engines**');
  });

  it('shows the rarest transitions', async () => {
    const page = await trustPage([proofResult('simulation', { rows: everyRow })]);
    const section = below(page, 'Simulation');
    expect(section).toContain(
      `Each of the ${transitions.length} rows of the table of transitions was taken, the rarest 12 times.`,
    );
    const { from, cause, to } = transitions[0];
    expect(section).toMatch(new RegExp(`\`${from}\` · \`${cause}\` · \`${to}\` +\\| 12 +\\|`));
    expect(below(page, 'Not shown')).not.toContain('never took');
  });

  it('names what was not covered: rows, points and surviving mutants', async () => {
    const { from, cause, to } = transitions[3];
    const page = await trustPage([
      proofResult('simulation', { rows: everyRow.filter((row) => row.cause !== cause) }),
      proofResult('kills', { kills: [{ point: 'while-settling', hits: 0 }] }),
      proofResult('disk', { figures: { troubles: 3, notRun: 1 } }),
      proofResult('mutants', {
        mutants: [
          { name: 'a|b', what: 'Sends twice.', whatKo: '', killedBy: 'simulation', after: 40 },
          {
            name: 'five-hundred',
            what: 'Takes 5xx for done.',
            whatKo: '',
            killedBy: null,
            after: null,
          },
        ],
      }),
    ]);
    const open = below(page, 'Not shown');
    expect(open).toContain(`Simulation: never took \`${from}\` · \`${cause}\` · \`${to}\`.`);
    expect(open).toContain('Kills: never killed at while-settling.');
    expect(open).toContain('Mutants: `five-hundred` survived.');
    expect(open).toContain('Disk errors: 1 not run');
    expect(open).not.toContain('a|b');
    expect(below(page, 'Mutants')).toMatch(/`a\\\|b` +\| Sends twice\. +\| simulation +\| 40 /);
    expect(below(page, 'Mutants')).toMatch(/Takes 5xx for done\. +\| \*\*nobody\*\* +\| –/);
  });
});
