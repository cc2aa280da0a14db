/** Faults also find their places in sources that were formatted, commented and renamed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { format, type FormatConfig } from 'oxfmt';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as processFaults from '../process/planted-faults.ts';
import { plantedFaults as simulationFaults } from '../simulation/planted-faults.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { plantFaults, readSource, renameLocals } from '../support/plant-faults.ts';
import { judgeMutant } from './judge-mutant.ts';
import { mutants } from './mutants.ts';

const ROOT = join(import.meta.dirname, '../..');
const LONGEST_MS = 60_000;

const otherStyle: FormatConfig = {
  singleQuote: false,
  semi: false,
  trailingComma: 'none',
  arrowParens: 'avoid',
  bracketSpacing: false,
  objectWrap: 'collapse',
  printWidth: 50,
  tabWidth: 4,
};

const original = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Adds a comment before every statement, member and argument. */
function commented(text: string): string {
  const tree = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ESNext, true);
  const starts = new Set<number>();
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    const isArgument = ts.isCallExpression(parent) && parent.expression !== node;
    const isMember = ts.isObjectLiteralElement(node) || ts.isTypeElement(node);
    if (isArgument || isMember || ts.isStatement(node)) starts.add(node.getStart());
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(tree, visit);
  let rest = text;
  let end = '';
  for (const start of [...starts].toSorted((a, b) => b - a)) {
    end = `/* it's; why( */ ${rest.slice(start)}${end}`;
    rest = rest.slice(0, start);
  }
  return rest + end;
}

/** Every local name ends in `Now`. */
async function rewritten(file: string): Promise<string> {
  const renamed = renameLocals(readSource(original(file)), ({ name }) => `${name}Now`);
  if (renamed === null) throw new Error(`${file} has names that end in Now`);
  const { code } = await format('source.ts', commented(renamed.text), otherStyle);
  return code;
}

/**
 * Compiles to one line of JavaScript, with the previous names, `a: a` shortened to `a`, and without
 * the leading `;` of a style without semicolons.
 */
async function compiled(text: string): Promise<string> {
  const settings = { loader: 'js', minifyWhitespace: true } as const;
  const { code } = await transform(text.replaceAll(/Now\b/g, ''), settings);
  return code.replaceAll(/\b([\w$]+):\1\b/g, '$1').replaceAll('{;(', '{(');
}

const places: [string, readonly PlantedFault[]][] = [
  ...mutants.map(({ name, changes }): [string, readonly PlantedFault[]] => [name, changes]),
  ...simulationFaults.map((fault): [string, PlantedFault[]] => [fault.name, [fault]]),
  ...Object.entries(processFaults),
];
const files = [...new Set(places.flatMap(([, changes]) => changes.map(({ file }) => file)))];

describe('sources that were rewritten', () => {
  /** By file: the compiled source, and the rewritten one. */
  const known = new Map<string, { compiled: string; other: string }>();

  it.each(files)(
    'are the same program: %s',
    async (file) => {
      const other = await rewritten(file);
      const before = await compiled(plantFaults(original(file), []));
      known.set(file, { compiled: before, other });
      expect(await compiled(plantFaults(other, []))).toBe(before);
    },
    LONGEST_MS,
  );

  it.each(places)(
    'take the same fault: %s',
    async (_name, changes) => {
      for (const file of new Set(changes.map((change) => change.file))) {
        const own = changes.filter((change) => change.file === file);
        const planted = await compiled(plantFaults(original(file), own));
        expect(planted).not.toBe(known.get(file)?.compiled);
        expect(await compiled(plantFaults(known.get(file)?.other ?? '', own))).toBe(planted);
      }
    },
    LONGEST_MS,
  );
});

describe('a place', () => {
  const plant = (text: string, fault: Omit<PlantedFault, 'file'>) =>
    plantFaults(text, [{ file: 'source.ts', ...fault }]);

  it('keeps the names of members where a variable has another name', () => {
    const text = 'export const f = ({ seen: s }: Row) => ({ seen: s, told: s.told });';
    const fault = { find: '({ seen }) => ({ seen, told: seen.told })', put: '({ seen }) => seen' };
    expect(plant(text, fault)).toBe('export const f = ({ seen }) => seen;\n');
  });

  it('has the same variable wherever the piece has the same name', () => {
    const text = 'export const f = (a, b) => a.won < b.won && b.won < a.won;';
    const fault = { after: '(x, y) =>', find: 'x.won < y.won && y.won < x.won', put: 'x === y' };
    expect(plant(text, fault)).toBe('export const f = (x, y) => x === y;\n');
    const other = { ...fault, find: 'x.won < y.won && x.won < y.won' };
    expect(() => plant(text, other)).toThrow('has 0 times');
  });

  it('is where the names are the same, before one where they differ', () => {
    const text = 'export const f = (a) => a.won, g = (b) => b.won;';
    expect(plant(text, { find: 'b.won', put: 'b.max' })).toContain('g = (b) => b.max');
    expect(() => plant(text, { find: 'c.won', put: '' })).toThrow('has 2 times');
  });

  it('is none where nothing is the same but the words of the language', () => {
    const text = 'async function work() {} export const f = async () => { await work(); };';
    expect(() => plant(text, { find: 'await rest();', put: '' })).toThrow('has 0 times');
  });

  it.each([
    ['imported', "import { run } from './run.ts'; const go = run; export const f = (a) => go(a);"],
    ['exported', 'export const run = (b) => b; const go = run; export const f = (a) => go(a);'],
  ])('has no other name for what is %s', (_what, text) =>
    expect(() => plant(text, { find: 'f = (a) => run(a)', put: '' })).toThrow('has 0 times'),
  );

  it('has no other name for what is global, or a word of the language', () => {
    const text = 'export const f = (a, b) => a.of(b);';
    expect(() => plant(text, { find: 'Array.of(b)', put: '' })).toThrow('has 0 times');
    expect(() => plant(text, { find: 'this.of(b)', put: '' })).toThrow('has 0 times');
  });

  it('is none where the name in the piece stands for something else already', () => {
    const text = 'export const f = (a) => (row) => a.first + row;';
    expect(() => plant(text, { find: 'row.first', put: '0' })).toThrow('has 0 times');
  });

  it('is none for a put that names what is not there', () => {
    const text = 'export const f = (a) => a;';
    expect(() => plant(text, { find: '=> a', put: '=> b' })).toThrow('source.ts has no b');
    expect(plant(text, { find: '=> a', put: '=> String(a)' })).toContain('String(a)');
  });
});

describe('a mutant that fits no longer', () => {
  const clock = 'server/clock.ts';
  it.each([
    ['a file that is gone', 'server/no-such.ts', 'x', 'There is no file server/no-such.ts'],
    ['a piece that is gone', clock, 'nobody()', `${clock} has 0 times: nobody()`],
    ['a piece that is there twice', clock, 'delayMs', `${clock} has 4 times: delayMs`],
  ])('fails by its name: %s', async (_what, file, find, message) => {
    const [mutant] = mutants;
    if (mutant === undefined) throw new Error('no mutant');
    const stale = { ...mutant, name: 'stale', changes: [{ file, find, put: '' }] };
    const settings = { seed: '', schedules: 1, folder: join(ROOT, '.cache') };
    const control = { simulate: () => Promise.reject(new Error('not reached')) };
    const verdict = await judgeMutant(stale, settings, control);
    expect(verdict).toEqual({ verdict: 'error', why: `stale: ${message}` });
  });
});
