/** A gate in a process of its own, so that a mutant can't affect the run that judges it. */

/** What a gate has to run. */
export interface Order {
  seed: string;
  /** The first schedule; drills have none. */
  from: number;
  /** How many schedules at most. */
  most: number;
  /** Only schedules with these focuses, or a drill's cases of these names; empty: all. */
  only: readonly string[];
}

/** A broken promise that the gate observed. */
export interface Finding {
  promise: string;
  detail: string;
  /** The schedule or case that broke it. */
  at: number;
}

export interface Ran {
  finding: Finding | null;
  /** Schedules or cases that were run, including the one with the finding. */
  count: number;
}

/** The message to the parent: a crash of the program is no finding. */
export type Answer = { ran: Ran } | { crash: string };

/** Serves orders sequentially until the parent is gone. */
export function serveGate(run: (order: Order) => Promise<Ran>): void {
  process.on('message', (order) => {
    run(order as Order).then(
      (ran) => process.send?.({ ran } satisfies Answer),
      (error: unknown) => {
        const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.send?.({ crash } satisfies Answer);
      },
    );
  });
}
