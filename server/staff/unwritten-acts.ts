/** Locks and ends of sessions: they take effect at once, even while the file can't be written. */
import type { Logger } from '../log.ts';
import type { FileCheck } from '../storage/file-check.ts';

/** What a session is until it is written: locked since a time (ISO UTC), or ended. */
type Act = { lockedAt: string } | 'ended';

interface Held {
  sessionId: string;
  lockedAt: string | null;
}

export interface UnwrittenActs {
  /** The session as its unwritten acts leave it; `undefined` once it has ended. */
  applyTo<Session extends Held>(held: Session): Session | undefined;
  /**
   * Writes an act, at once or when the data file has proved sound; until then it is in memory. On
   * a damaged file it stays there.
   */
  keep(sessionId: string, act: Act, write: () => Promise<void>): Promise<void>;
  forget(sessionId: string): void;
}

export function unwrittenActs({ check, log }: { check: FileCheck; log: Logger }): UnwrittenActs {
  const acts = new Map<string, Act>();
  return {
    applyTo: (held) => {
      const act = acts.get(held.sessionId);
      if (act === undefined) return held;
      return act === 'ended' ? undefined : { ...held, lockedAt: act.lockedAt };
    },
    keep: async (sessionId, act, write) => {
      if (check.state() === 'sound') {
        await write();
        return;
      }
      acts.set(sessionId, act);
      const writeLater = async () => {
        try {
          await write();
          if (acts.get(sessionId) === act) acts.delete(sessionId);
        } catch (error) {
          log.error({ err: error }, 'a lock or a sign-out is not written, and is lost at the stop');
        }
      };
      check.whenSound(() => void writeLater());
    },
    forget: (sessionId) => {
      acts.delete(sessionId);
    },
  };
}
