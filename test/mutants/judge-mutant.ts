/** Runs one mutant through its gate, beside the unchanged engine. */
import { join } from 'node:path';
import { runPowerCuts } from '../process/power-cut.ts';
import { whyNoShadowDisk } from '../process/shadow-disk.ts';
import { startGate, type GateProcess } from './gate-process.ts';
import type { Mutant } from './mutant.ts';
import { runTestsWith } from './run-tests.ts';
import type { Finding, Ran } from './serve-gate.ts';

/** Drills have no schedules, and have their own time-outs. */
const DRILL_ORDER = { seed: '', from: 0, most: 0, only: [] };
const DRILL_TIMEOUT_MS = 120_000;
const SIMULATION_TIMEOUT_MS = 3_600_000;
/** Without syncs, one power cut nearly always loses something. */
const POWER_CUTS = 10;

export interface GateSettings {
  seed: string;
  /** Schedules a mutant may survive before it counts as a survivor. */
  schedules: number;
  /** For the bundles, inside the project's folder. */
  folder: string;
}

/** How a mutant ended: detected, survived, not run on this machine, or invalid. */
export type Verdict =
  | { verdict: 'killed'; finding: Finding; after: number }
  | { verdict: 'survived'; after: number }
  | { verdict: 'not-run'; why: string }
  | { verdict: 'error'; why: string };

/** Runs schedules of the unchanged engine. */
export type Control = Pick<Controls, 'simulate'>;

/** The unchanged engine, which must pass wherever a mutant is detected. */
export class Controls {
  readonly #settings: GateSettings;
  readonly #gates = new Map<string, Promise<GateProcess>>();
  #simulating: Promise<unknown> = Promise.resolve();

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  #gate(name: 'simulation' | 'wire' | 'desk'): Promise<GateProcess> {
    const { folder } = this.#settings;
    const gate = this.#gates.get(name) ?? startGate(name, [], join(folder, `control-${name}.mjs`));
    this.#gates.set(name, gate);
    return gate;
  }

  async drill(name: 'wire' | 'desk'): Promise<Ran> {
    return (await this.#gate(name)).run(DRILL_ORDER, DRILL_TIMEOUT_MS);
  }

  /** Runs every test file that must detect a mutant. */
  tests(files: readonly string[]): Promise<Ran> {
    const unchanged = { name: 'control-tests', changes: [], only: files };
    return runTestsWith(unchanged, this.#settings.folder);
  }

  /** Runs schedules of the unchanged engine, one order after the other. */
  simulate(from: number, most: number): Promise<Ran> {
    const { seed } = this.#settings;
    const order = { seed, from, most, only: [] };
    const running = this.#simulating.then(async () =>
      (await this.#gate('simulation')).run(order, SIMULATION_TIMEOUT_MS),
    );
    this.#simulating = running.catch(() => undefined);
    return running;
  }

  async stop(): Promise<void> {
    for (const gate of this.#gates.values()) (await gate).stop();
  }
}

/** A schedule that the unchanged engine breaks as well says nothing about the mutant. */
async function simulateMutant(
  gate: GateProcess,
  mutant: Mutant,
  settings: GateSettings,
  control: Control,
): Promise<Verdict> {
  const { seed, schedules } = settings;
  const { only = [] } = mutant;
  let after = 0;
  let from = 0;
  while (after < schedules) {
    const order = { seed, from, most: schedules - after, only };
    const { finding, count } = await gate.run(order, SIMULATION_TIMEOUT_MS);
    after += count;
    if (finding === null) break;
    const unchanged = await control.simulate(finding.at, 1);
    if (unchanged.finding === null) return { verdict: 'killed', finding, after };
    from = finding.at + 1;
  }
  return { verdict: 'survived', after };
}

async function cutPowerOf(mutant: Mutant, { seed }: GateSettings): Promise<Verdict> {
  const whyNot = whyNoShadowDisk();
  if (whyNot !== null) return { verdict: 'not-run', why: whyNot };
  const faults = mutant.changes;
  const options = { cycles: POWER_CUTS, seed, faults, stopAtFirst: true };
  const { lost, cycles } = await runPowerCuts(options);
  const [detail] = lost;
  if (detail === undefined) return { verdict: 'survived', after: cycles };
  const finding = { promise: 'what was accepted survives a power cut', detail, at: cycles };
  return { verdict: 'killed', finding, after: cycles };
}

async function judge(mutant: Mutant, settings: GateSettings, control: Control): Promise<Verdict> {
  if (mutant.gate === 'power-cut') return cutPowerOf(mutant, settings);
  if (mutant.gate === 'tests') {
    const { finding, count } = await runTestsWith(mutant, settings.folder);
    if (count === 0) return { verdict: 'not-run', why: 'this machine leaves out its tests' };
    if (finding === null) return { verdict: 'survived', after: count };
    return { verdict: 'killed', finding, after: count };
  }
  const outfile = join(settings.folder, `${mutant.name}.mjs`);
  const gate = await startGate(mutant.gate, mutant.changes, outfile);
  try {
    if (mutant.gate === 'simulation') {
      return await simulateMutant(gate, mutant, settings, control);
    }
    const order = { ...DRILL_ORDER, only: mutant.only ?? [] };
    const { finding, count } = await gate.run(order, DRILL_TIMEOUT_MS);
    if (finding === null) return { verdict: 'survived', after: count };
    return { verdict: 'killed', finding, after: count };
  } finally {
    gate.stop();
  }
}

/** Never rejects: a mutant that can't be run is reported as an error of the list. */
export async function judgeMutant(
  mutant: Mutant,
  settings: GateSettings,
  control: Control,
): Promise<Verdict> {
  try {
    return await judge(mutant, settings, control);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { verdict: 'error', why: `${mutant.name}: ${why}` };
  }
}
