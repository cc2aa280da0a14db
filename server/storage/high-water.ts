/**
 * The highest event number that this data folder has seen, in a file beside the database. A
 * database with a lower number was restored from a copy, even without the mark of a copy.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeSynced } from './synced-file.ts';

export interface HighWater {
  /** 0 if nothing was ever sent from here. */
  value(): number;
  /**
   * Writes the number to disk, synced, before it returns; ignores a lower number.
   * @throws Error when the disk refuses: then nothing may be sent
   */
  raise(seq: number): void;
}

const LINE = /^(\S+) (\d{1,15})$/;

function readMarks(file: string): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return new Map();
    throw error;
  }
  const marks = new Map<string, number>();
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, name, seq] = LINE.exec(line) ?? [];
    if (name === undefined || seq === undefined) {
      throw new Error(
        `${file} is damaged. Delete it only where this database was surely not put back ` +
          'from a copy; otherwise mark it first: npm run backup -- --restored',
      );
    }
    marks.set(name, Number(seq));
  }
  return marks;
}

/**
 * Opens `DATA_DIR/high-water`, which has one line per database of the folder.
 * @throws Error when the file exists and can't be read
 */
export function openHighWater(dataDir: string, databaseFile: string): HighWater {
  const file = path.join(dataDir, 'high-water');
  const marks = readMarks(file);
  return {
    value: () => marks.get(databaseFile) ?? 0,
    raise: (seq) => {
      if (seq <= (marks.get(databaseFile) ?? 0)) return;
      const raised = new Map(marks).set(databaseFile, seq);
      const lines = [...raised].map(([name, value]) => `${name} ${String(value)}\n`);
      writeSynced(file, lines.join(''));
      marks.set(databaseFile, seq);
    },
  };
}
