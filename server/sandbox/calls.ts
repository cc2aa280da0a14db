/** The calls of each version, as faults and the log name them. */
export const V1_CALLS = ['payments', 'execute', 'cancel', 'refunds', 'status'] as const;
export const V2_CALLS = ['v2/payments', 'v2/execute', 'v2/refunds', 'v2/status'] as const;
export const ALL_CALLS = [...V1_CALLS, ...V2_CALLS, 'v2/settlement-details'] as const;

export type V2Call = (typeof V2_CALLS)[number];
export type AnyCall = (typeof ALL_CALLS)[number];
