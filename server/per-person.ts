/** How many of one thing each person has going at once, so that nobody takes all of it. */
import { AppError } from './errors.ts';

export interface PerPerson {
  /** @throws AppError too-many-requests where `most` are going */
  requireRoom(actorId: string): void;
  /** @returns counts it out again; call it once */
  count(actorId: string): () => void;
  /**
   * Counts the work until it has ended.
   * @throws AppError too-many-requests as `requireRoom`: nothing was begun
   */
  hold<T>(actorId: string, work: () => Promise<T>): Promise<T>;
}

export function createPerPerson(most: number): PerPerson {
  const going = new Map<string, number>();
  const of = (actorId: string) => going.get(actorId) ?? 0;
  const requireRoom = (actorId: string) => {
    if (of(actorId) < most) return;
    throw new AppError('too-many-requests', `One person may do this ${String(most)} times at once`);
  };
  const count = (actorId: string) => {
    going.set(actorId, of(actorId) + 1);
    return () => {
      const left = of(actorId) - 1;
      if (left === 0) going.delete(actorId);
      else going.set(actorId, left);
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
