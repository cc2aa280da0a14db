/** Sizes of the small proofs. Separate from the plan, which names every other proof. */
export const sizes = {
  schedules: 10_000,
  schedulesByV2: 2_000,
  answers: 50_000,
  powerCuts: 5,
  kills: 30,
  stops: 36,
} as const;
