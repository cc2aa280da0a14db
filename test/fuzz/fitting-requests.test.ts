import { expect, it } from 'vitest';
import { runFuzz } from './run-fuzz.ts';

const MANY = 5000;
const SEED = 1;

it('answers every fitting request in time and in the contract’s shape, and moves no money that nobody asked for', async () => {
  const run = await runFuzz('fitting', SEED, MANY);
  expect(run.findings).toEqual([]);
  expect(run.cases).toBe(MANY);
  // Otherwise nothing was accepted, and the run would show nothing.
  expect(run.byStatus['2xx']).toBeGreaterThan(MANY / 5);
  expect(run.operations).toBeGreaterThan(10);
}, 300_000);
