/** The queries of 정산, which several features use. */
import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';

/** While an import runs, the month is asked for again at this interval. */
const WHILE_IMPORTING_MS = 2_000;

export const settlementKey = ['settlement'] as const;

/** @param month `'2026-11'` */
export function settlementMonthOptions(month: string) {
  return queryOptions({
    queryKey: [...settlementKey, 'month', month],
    queryFn: ({ signal }) =>
      callApi('GET /api/settlement/months/:month', { params: { month } }, { signal }),
    refetchInterval: ({ state }) => (state.data?.isImporting === true ? WHILE_IMPORTING_MS : false),
  });
}

/** @param day a payout day, `'2026-11-24'` */
export function settlementDayOptions(day: string) {
  return queryOptions({
    queryKey: [...settlementKey, 'day', day],
    queryFn: ({ signal }) =>
      callApi('GET /api/settlement/days/:day', { params: { day } }, { signal }),
  });
}

export const settlementRatesOptions = queryOptions({
  queryKey: [...settlementKey, 'rates'],
  queryFn: ({ signal }) => callApi('GET /api/settlement/rates', {}, { signal }),
});

export const unmatchedOptions = queryOptions({
  queryKey: [...settlementKey, 'unmatched'],
  queryFn: ({ signal }) => callApi('GET /api/settlement/unmatched', {}, { signal }),
});

/** When a payment and its refunds are paid out, and their fees. */
export function paymentSettlementOptions(payToken: string) {
  return queryOptions({
    queryKey: [...settlementKey, 'payment', payToken],
    queryFn: ({ signal }) =>
      callApi('GET /api/payments/:payToken/settlement', { params: { payToken } }, { signal }),
  });
}

/** 한도: fetched anew each time refunds are confirmed. */
export const refundRoomOptions = queryOptions({
  queryKey: [...settlementKey, 'refund-room'],
  queryFn: ({ signal }) => callApi('GET /api/settlement/refund-room', {}, { signal }),
  staleTime: 0,
});
