/** Parses checkpoints kept outside the desk, in every form in which the desk outputs them. */
import type { OutsideCheckpoint } from './check-chain.ts';

const SEQ_AND_HASH = /^(\d{1,15}):([0-9a-f]{64})$/;

/** Parses an API response, a line of the log, or a bare checkpoint. */
function fromJson(line: string): OutsideCheckpoint | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The caller reports the line.
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { checkpoint = value } = value as { checkpoint?: unknown };
  if (typeof checkpoint !== 'object' || checkpoint === null) return null;
  const { seq, hash, at, signature } = checkpoint as Record<string, unknown>;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof hash !== 'string')
    return null;
  if (typeof signature !== 'string') return { seq, hash };
  return typeof at === 'string' ? { seq, hash, at, signature } : null;
}

/**
 * Parses one checkpoint per line: JSON, or `SEQ:HASH` as noted by hand.
 * @throws Error with the line that is no checkpoint; skipping it could hide a proof
 */
export function readOutsideCheckpoints(text: string): OutsideCheckpoint[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, seq, hash] = SEQ_AND_HASH.exec(line) ?? [];
      const found = hash === undefined ? fromJson(line) : { seq: Number(seq), hash };
      if (found === null) throw new Error(`This is no checkpoint: ${line}`);
      return found;
    });
}
