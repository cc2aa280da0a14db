import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ListedPayment } from '../../shared/payment.ts';
import { paymentDetailOptions } from './payment-detail-options.ts';
import { mergeRows, patchRow, startRows, type StableRows } from './stable-row-order.ts';

interface Page {
  items: ListedPayment[];
}

/**
 * The maximum number of rows that left the filter to read one by one; the others keep their values.
 */
const MOST_SINGLE_READS = 10;

const nothing = startRows({ key: '', source: null, pages: [] });

/**
 * Applies the list's answers with a stable row order; `showAll` takes the newest answer as it is.
 */
export function useStableRows(key: string, data: InfiniteData<Page> | undefined) {
  const queryClient = useQueryClient();
  const [rows, setRows] = useState<StableRows>(nothing);
  const answer =
    data === undefined ? null : { key, source: data, pages: data.pages.map((page) => page.items) };
  // Derived from the answer and the rows shown before, so the state is adjusted while rendering.
  if (answer !== null && (rows.source !== data || rows.key !== key)) {
    setRows(mergeRows(rows, answer));
  }
  const gone = rows.gone.slice(0, MOST_SINGLE_READS).join(' ');
  useEffect(() => {
    if (gone === '') return undefined;
    let stopped = false;
    for (const payToken of gone.split(' ')) {
      queryClient.query({ ...paymentDetailOptions(payToken), staleTime: 1000 }).then(
        (detail) => {
          if (!stopped) setRows((before) => patchRow(before, detail.payment));
        },
        // The row keeps its last known values.
        () => undefined,
      );
    }
    return () => {
      stopped = true;
    };
  }, [gone, rows.source, queryClient]);
  const showAll = () => {
    if (answer !== null) setRows(startRows(answer));
  };
  return { rows, showAll };
}
