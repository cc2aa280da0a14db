import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Caution } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';

/** Debounces the amount while it is typed. */
const SETTLES_MS = 400;
/** The longest wait for cautions: they are a help, and must not block a refund. */
const PATIENCE_MS = 2_000;
const FRESH_MS = 30_000;

function cautionsOptions(payToken: string, amountWon: number) {
  return queryOptions({
    queryKey: ['cautions', payToken, amountWon],
    queryFn: async ({ signal }) => {
      const input = { params: { payToken }, query: { amount: amountWon } };
      const { cautions } = await callApi('GET /api/payments/:payToken/cautions', input, { signal });
      return { amountWon, cautions };
    },
    staleTime: FRESH_MS,
    gcTime: FRESH_MS,
    retry: false,
  });
}

interface AskedCautions {
  /** The amount that they are about; some texts mention it. */
  amountWon: number;
  cautions: readonly Caution[];
}

export interface Cautions {
  /** The latest known ones; while an amount is typed, those of the previous amount. */
  shown: AskedCautions | undefined;
  /** Those of the current amount; `undefined` while they are loading. */
  current: readonly Caution[] | undefined;
  /** Fetches those of the current amount now; none on an error or timeout. */
  ask: () => Promise<readonly Caution[]>;
}

const none: readonly Caution[] = [];

/** Cautions about refunding `amountWon`; fetched again when it changes. */
export function useCautions(
  { payToken, remaining }: Pick<Payment, 'payToken' | 'remaining'>,
  amountWon: number | null,
): Cautions {
  const client = useQueryClient();
  const isPossible = amountWon !== null && amountWon >= 1 && amountWon <= remaining;
  const wantedWon = isPossible ? amountWon : 0;
  const [settledWon] = useDebouncedValue(wantedWon, SETTLES_MS);
  const read = useQuery({
    ...cautionsOptions(payToken, settledWon),
    enabled: settledWon > 0,
    placeholderData: keepPreviousData,
  });
  const isCurrent = settledWon === wantedWon && !read.isPlaceholderData;
  const ask = async () => {
    if (wantedWon === 0) return none;
    const patience = new Promise<readonly Caution[]>((resolve) => {
      setTimeout(() => resolve(none), PATIENCE_MS);
    });
    const answer = client.query(cautionsOptions(payToken, wantedWon)).then(
      ({ cautions }) => cautions,
      () => none,
    );
    return Promise.race([answer, patience]);
  };
  const isKnownNone = wantedWon === 0 || (isCurrent && read.isError);
  const current = isKnownNone ? none : isCurrent ? read.data?.cautions : undefined;
  return { shown: read.data, current, ask };
}
