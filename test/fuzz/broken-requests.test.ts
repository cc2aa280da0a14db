import { expect, it } from 'vitest';
import { runFuzz } from './run-fuzz.ts';

const MANY = 5000;
const SEED = 1;

it('answers every broken request in time and in the contract’s shape, and moves no money that nobody asked for', async () => {
  const run = await runFuzz('broken', SEED, MANY);
  expect(run.findings).toEqual([]);
  expect(run.cases).toBe(MANY);
  expect(run.byStatus['4xx']).toBeGreaterThan(MANY / 2);
}, 300_000);
