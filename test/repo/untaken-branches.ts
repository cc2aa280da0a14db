/** Reads the branches from a coverage report; vite.config.ts says of which files. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A file's branches in istanbul's format, and how often each was taken. */
interface FileCoverage {
  path: string;
  branchMap: Record<string, { type: string; locations: { start: { line?: number } }[] }>;
  b: Record<string, number[]>;
}

export interface BranchCoverage {
  branches: number;
  covered: number;
  files: number;
  /** `file:line kind` of each branch that no test took. */
  untaken: string[];
}

/** @returns `undefined` where the folder has no report: a test failed, or nothing was run */
export function readBranchCoverage(folder: string): BranchCoverage | undefined {
  const report = join(folder, 'coverage-final.json');
  if (!existsSync(report)) return undefined;
  const files = Object.values(
    JSON.parse(readFileSync(report, 'utf8')) as Record<string, FileCoverage>,
  );
  const sum: BranchCoverage = { branches: 0, covered: 0, files: files.length, untaken: [] };
  for (const { path, branchMap, b } of files) {
    for (const [id, hits] of Object.entries(b)) {
      sum.branches += hits.length;
      hits.forEach((hit, n) => {
        if (hit > 0) {
          sum.covered += 1;
          return;
        }
        const { type, locations } = branchMap[id] ?? { type: '', locations: [] };
        // A missing `else` has no line of its own.
        const line = locations[n]?.start.line ?? locations[0]?.start.line ?? 0;
        sum.untaken.push(`${relative(ROOT, path)}:${line} ${type}`);
      });
    }
  }
  return sum;
}
