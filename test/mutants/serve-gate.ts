/** A gate as a process of its own, so that a mutant can't touch the run that judges it. */

/** What a gate is told to run. */
export interface Order {
  seed: string;
  /** The first schedule; drills have none. */
  from: number;
  /** How many schedules at most. */
  most: number;
  /** Only schedules that lean this way, or a drill's cases of these names; empty: all. */
  only: readonly string[];
}

/** A promise that the gate itself saw broken. */
export interface Finding {
  promise: string;
  detail: string;
  /** The schedule or case that broke it. */
  at: number;
}

export interface Ran {
  finding: Finding | null;
  /** Schedules or cases that were run, the one with the finding among them. */
  count: number;
}

/** What goes back to the parent: a crash of the program is no finding. */
export type Answer = { ran: Ran } | { crash: string };

/** Serves orders one after the other until the parent is gone. */
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
