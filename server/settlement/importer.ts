/**
 * Imports the settlement, read-only and with background priority. A day is read whole before
 * anything of it is written: after `kill -9` it is simply read again.
 */
import type { Timer } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { isContractNewer, readImports } from '../storage/settlement-imports.ts';
import { checkFees } from '../storage/settlement-lines.ts';
import { importDay, type Asked } from './import-day.ts';
import { daysToAsk, isDue, seoulDayAt } from './import-times.ts';
import { throughLines } from './through-lines.ts';

const TICK_MS = 60_000;
const SHORTEST_TICK_MS = 50;

export interface SettlementImporter {
  start(): void;
  /** Waits for the page that is being read. */
  stop(): Promise<void>;
  /** Imports these days now, before what is due. */
  importNow(days: readonly Asked[]): void;
  isImporting(): boolean;
  /** Checks all fees again: a rate or the rule was entered. */
  recheckFees(): void;
}

export interface SettlementSettings {
  isOn: boolean;
  mode: 'test' | 'live';
}

/** The first day that is due. */
function nextDue({ storage, clock }: Deps): Asked | undefined {
  const nowMs = clock.nowMs();
  const days = daysToAsk(nowMs);
  const span = { from: days[0]?.day ?? '', to: seoulDayAt(nowMs) };
  const imports = storage.read(readImports(span));
  return days.find(({ dateType, day }) =>
    isDue(dateType, day, imports.newest(dateType, day), nowMs),
  );
}

const isSame = (a: Asked, b: Asked) => a.dateType === b.dateType && a.day === b.day;

export function createSettlementImporter(
  deps: Deps,
  { isOn, mode }: SettlementSettings,
): SettlementImporter {
  const { storage, clock, log } = deps;
  const tickMs = Math.max(SHORTEST_TICK_MS, TICK_MS * deps.limits.pollScale);
  const wanted: Asked[] = [];
  let feesWanted = false;
  let timer: Timer | null = null;
  let stopped = false;
  let working: Promise<void> | null = null;
  const parts = { deps, mode, isStopped: () => stopped };

  async function checkAllFees(): Promise<void> {
    feesWanted = false;
    try {
      await throughLines(storage, checkFees, parts.isStopped);
    } catch (error) {
      feesWanted = true;
      throw error;
    }
  }

  async function work(): Promise<void> {
    while (!stopped) {
      if (feesWanted) await checkAllFees();
      const next = wanted.shift() ?? (isOn ? nextDue(deps) : undefined);
      if (next === undefined) return;
      const fault = await importDay(parts, next);
      if (fault !== null) log.warn({ ...next, fault }, 'a day of the settlement does not count');
    }
  }

  function begin(): void {
    if (working !== null || stopped) return;
    working = work()
      .catch((error: unknown) => log.error({ err: error }, 'importing the settlement failed'))
      .finally(() => {
        working = null;
      });
  }

  function arm(): void {
    timer = clock.after(tickMs, tick);
  }

  function tick(): void {
    begin();
    if (!stopped) arm();
  }

  return {
    start: () => {
      // A contract that is newer than the last import may not have been applied to all lines.
      feesWanted = storage.read(isContractNewer());
      arm();
    },
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await working;
    },
    importNow: (days) => {
      wanted.push(...days.filter((day) => !wanted.some((one) => isSame(one, day))));
      begin();
    },
    isImporting: () => working !== null,
    recheckFees: () => {
      feesWanted = true;
      begin();
    },
  };
}
