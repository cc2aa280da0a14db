/** A Toss with frequent errors: some answers are lost, some are its own errors, for any call. */
import type { SeededRandom } from '../shared/seeded-random.ts';
import type { SandboxFault } from '../support/start-sandbox.ts';
import type { SandboxProcess } from '../process/sandbox-process.ts';
import { inTime } from './in-time.ts';

type Call = SandboxFault['call'];

export interface Weather {
  /** Decides about the next calls of this kind; faults affect whichever call comes next. */
  over(call: Call, times?: number): Promise<void>;
  /** How many calls it has spoiled, or will. */
  spoiled(): number;
}

/** Of a hundred calls. */
const LOST = 10;
const FAILING = 5;
/** One lost call in so many is lost on its way to Toss, which then has not acted. */
const LOST_BEFORE_ONE_IN = 5;

function faultFor(call: Call, random: SeededRandom): SandboxFault | null {
  const chance = random.below(100);
  if (chance < LOST) {
    const effect = random.oneIn(LOST_BEFORE_ONE_IN) ? 'before' : 'after';
    return { call, effect, fault: 'drop' };
  }
  if (chance < LOST + FAILING) {
    return { call, effect: random.oneIn(2) ? 'before' : 'after', fault: 'http500' };
  }
  return null;
}

export function createWeather(
  sandbox: Pick<SandboxProcess, 'fault'>,
  random: SeededRandom,
): Weather {
  let spoiled = 0;
  return {
    over: async (call, times = 1) => {
      for (let time = 0; time < times; time += 1) {
        const fault = faultFor(call, random);
        if (fault === null) continue;
        spoiled += 1;
        await inTime('a fault planted at Toss', sandbox.fault(fault));
      }
    },
    spoiled: () => spoiled,
  };
}
