/** How many event streams each person has open. */
export interface OpenStreams {
  of(staffId: string): number;
  /** @returns counts it out again; call it once */
  count(staffId: string): () => void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Map<string, number>();
  const of = (staffId: string) => open.get(staffId) ?? 0;
  return {
    of,
    count: (staffId) => {
      open.set(staffId, of(staffId) + 1);
      return () => {
        const left = of(staffId) - 1;
        if (left === 0) open.delete(staffId);
        else open.set(staffId, left);
      };
    },
  };
}
