import { z } from 'zod';

import { ALL_CALLS, type AnyCall } from './calls.ts';

/** Body of `POST /sandbox/faults`: a fault for the next calls of a kind. */
export const faultBody = z
  .strictObject({
    call: z.enum(ALL_CALLS),
    /** `before`: instead of executing; `after`: executed, and then the answer is corrupted. */
    effect: z.enum(['before', 'after']),
    fault: z.enum([
      'drop',
      'delay',
      'http500',
      'html',
      'cut',
      'garbage',
      'badUtf8',
      'big',
      'slow',
      'redirect',
      'duplicate',
      'lag',
      'pending',
      'errorCode',
      'edit',
    ]),
    errorCode: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,60}$/)
      .optional(),
    /** For `edit`: fields of the answer to replace or add. */
    fields: z.record(z.string(), z.unknown()).optional(),
    ms: z.int().min(0).max(86_400_000).optional(),
    times: z.int().min(1).max(1_000_000).default(1),
    /** Only calls about this payment fail. */
    payToken: z.string().max(30).optional(),
    /** For `pending`: the bank fails it at the end. */
    fails: z.boolean().default(false),
  })
  .refine((body) => body.fault !== 'errorCode' || body.errorCode !== undefined, {
    path: ['errorCode'],
    error: 'errorCode is needed for this fault',
  })
  .refine((body) => body.fault !== 'edit' || body.fields !== undefined, {
    path: ['fields'],
    error: 'fields is needed for this fault',
  });

export type Fault = z.infer<typeof faultBody>;

export type FaultList = {
  add: (fault: Fault) => void;
  clear: () => void;
  waiting: () => Fault[];
  /** The fault for the next call; uses one of its `times`. */
  take: (call: AnyCall, payToken: unknown) => Fault | undefined;
};

/** Faults are kept in memory: they belong to a test, not to the shop. */
export function createFaultList(): FaultList {
  let faults: Fault[] = [];
  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    clear: () => {
      faults = [];
    },
    waiting: () => faults.map((fault) => ({ ...fault })),
    take(call, payToken) {
      const fault = faults.find(
        (candidate) =>
          candidate.call === call &&
          (candidate.payToken === undefined || candidate.payToken === payToken),
      );
      if (!fault) return undefined;
      const taken = { ...fault };
      fault.times -= 1;
      if (fault.times === 0) faults = faults.filter((other) => other !== fault);
      return taken;
    },
  };
}
