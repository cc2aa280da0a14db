/** Limits how much work of one kind each person may run at once. */
import { AppError } from './errors.ts';

export interface PerPerson {
  /** @throws AppError too-many-requests when `most` are running */
  requireRoom(actorId: string): void;
  /** @returns a function that counts it out again; call it once */
  count(actorId: string): () => void;
  /**
   * Counts the work until it ends.
   * @throws AppError too-many-requests as `requireRoom`: nothing was started
   */
  hold<T>(actorId: string, work: () => Promise<T>): Promise<T>;
}

export function createPerPerson(most: number): PerPerson {
  const running = new Map<string, number>();
  const of = (actorId: string) => running.get(actorId) ?? 0;
  const requireRoom = (actorId: string) => {
    if (of(actorId) < most) return;
    throw new AppError('too-many-requests', `One person may do this ${String(most)} times at once`);
  };
  const count = (actorId: string) => {
    running.set(actorId, of(actorId) + 1);
    return () => {
      const left = of(actorId) - 1;
      if (left === 0) running.delete(actorId);
      else running.set(actorId, left);
    };
  };
  return {
    requireRoom,
    count,
    hold: async (actorId, work) => {
      requireRoom(actorId);
      const countOut = count(actorId);
      try {
        return await work();
      } finally {
        countOut();
      }
    },
  };
}
