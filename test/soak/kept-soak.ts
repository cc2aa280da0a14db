/** The last soak's result, stored in the repository. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { thisMachine, type Machine } from '../bench/results.ts';
import type { Row, Summary } from './verdict.ts';

const RESULT = join(import.meta.dirname, '../bench/soak.json');

export interface KeptSoak extends Summary {
  /** ISO-8601 UTC, of its end. */
  at: string;
  /** The command that repeats it. */
  command: string;
  /**
   * With a load far above its cores the machine was busy with other work, and times mean little.
   */
  machine: Machine & { loadOf15Minutes: number | undefined };
  rows: Row[];
}

export function keepSoak(summary: Summary, rows: Row[], command: string): void {
  const machine = { ...thisMachine(), loadOf15Minutes: loadavg()[2] };
  const at = new Date().toISOString();
  const kept: KeptSoak = { at, command, machine, rows, ...summary };
  writeFileSync(RESULT, `${JSON.stringify(kept, null, 2)}\n`);
}

/** `null` where none was ever kept. */
export function readKeptSoak(): KeptSoak | null {
  if (!existsSync(RESULT)) return null;
  return JSON.parse(readFileSync(RESULT, 'utf8')) as KeptSoak;
}
