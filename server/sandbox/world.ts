import { randomBytes } from 'node:crypto';

import { createClock, type SandboxClock } from './clock.ts';
import { DEFAULT_OPTIONS, type SandboxOptions } from './options.ts';
import { openStorage, type Storage } from './storage.ts';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';
const CLOCK_SETTING = 'clockOffsetMs';
const OPTIONS_SETTING = 'options';

/** The state that the rules of the sandbox work on. */
export type World = {
  storage: Storage;
  clock: SandboxClock;
  options: () => SandboxOptions;
  setOptions: (change: Partial<SandboxOptions>) => SandboxOptions;
  travelTo: (toMs: number) => void;
  /** Random letters and digits, for payTokens and refundNos. */
  makeWord: (length: number) => string;
};

export type WorldSettings = {
  /** The SQLite file, or `:memory:`. */
  file: string;
  /** Real time in milliseconds; replaced by tests and simulations. */
  now?: (() => number) | undefined;
  /** Returns [0, 1); the system's random source by default. */
  random?: (() => number) | undefined;
};

function makeWordWith(random: (() => number) | undefined, length: number): string {
  const draws = random
    ? Array.from({ length }, () => Math.floor(random() * ALPHABET.length))
    : [...randomBytes(length)];
  return draws.map((draw) => ALPHABET[draw % ALPHABET.length] ?? 'A').join('');
}

/** Opens the storage and restores clock and options of the last run. */
export function openWorld(settings: WorldSettings): World {
  const storage = openStorage(settings.file);
  const savedOffset = storage.readSetting(CLOCK_SETTING);
  const clock = createClock(
    settings.now ?? Date.now,
    typeof savedOffset === 'number' ? savedOffset : 0,
  );
  let options: SandboxOptions = {
    ...DEFAULT_OPTIONS,
    ...(storage.readSetting(OPTIONS_SETTING) as Partial<SandboxOptions> | undefined),
  };
  return {
    storage,
    clock,
    options: () => options,
    setOptions(change) {
      options = { ...options, ...change };
      storage.writeSetting(OPTIONS_SETTING, options);
      return options;
    },
    travelTo(toMs) {
      clock.travelTo(toMs);
      storage.writeSetting(CLOCK_SETTING, clock.offsetMs());
    },
    makeWord: (length) => makeWordWith(settings.random, length),
  };
}
