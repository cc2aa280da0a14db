/** Runs the same tests on both engines. */
import { describe } from 'vitest';
import { testEngine, type Engine } from './engine.ts';
import { describeOnPostgres } from './postgres.ts';

/**
 * Calls `define` for SQLite and, where it is there, for PostgreSQL; for PostgreSQL alone where all
 * tests run on it.
 */
export function describeOnEachEngine(define: (engine: Engine) => void): void {
  if (testEngine === 'sqlite') describe('on SQLite', () => define('sqlite'));
  describeOnPostgres('on PostgreSQL', () => define('postgres'));
}

/** What both engines' messages say of a broken constraint. */
export const broken = {
  check: /check constraint/i,
  unique: /unique constraint/i,
  notNull: /not[- ]null/i,
};
