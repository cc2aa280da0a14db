/** What an operator installs and reads: docs/operating.md and the files beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export const readDoc = (path: string) => readFileSync(join(ROOT, 'docs', path), 'utf8');

/** Parses an environment file of `NAME="value"` lines. @throws Error for any other line */
export function readEnvFile(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      // Neither systemd nor a shell expands anything between these quotes.
      const [, name, value] = /^([A-Z_]+)="([^"$`\\]*)"$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`No setting: ${line}`);
      return [name, value];
    }),
  );
}

/** The directives of a unit, each with its values. */
export function readUnit(text: string): Map<string, string[]> {
  const unit = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    unit.set(name, [...(unit.get(name) ?? []), value]);
  }
  return unit;
}

/** The value of a directive. @throws Error where it does not occur exactly once */
export function directive(unit: Map<string, string[]>, name: string): string {
  const [value, ...more] = unit.get(name) ?? [];
  if (value === undefined || more.length > 0) throw new Error(`${name} is not there once`);
  return value;
}

/** The shell blocks below a heading of docs/operating.md, up to the next heading. */
export function shellBlocks(heading: string): string[] {
  const [, after] = readDoc('operating.md').split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (after === undefined) throw new Error(`There is no heading ${heading}`);
  const [section = ''] = after.split(/^#+ /m);
  return [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) =>
    block.replaceAll(/^ {3}/gm, ''),
  );
}
