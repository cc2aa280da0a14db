import type { Unit } from '../../server/storage/unit.ts';

/** A unit that runs no statement and ends with `value`. */
export function* unitOf<Value>(value: Value): Unit<Value> {
  return value;
}
