import { useState } from 'react';
import type { Receipt } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { useRecordedPrint } from '../parts/use-recorded-print.ts';

export interface Print {
  /** Number of prints before the one that would be printed now. */
  prints: number;
  counting: boolean;
  error: Error | null;
  print: () => Promise<void>;
}

/** Prints the receipt. The print is recorded first, because its number is on the paper. */
export function usePrint({ operation, prints: known }: Receipt): Print {
  const [told, setTold] = useState<number | null>(null);
  const { recording, error, print } = useRecordedPrint({
    record: () =>
      callApi('POST /api/operations/:id/receipt/prints', { params: { id: operation.id } }),
    onBefore: ({ prints }) => setTold(prints - 1),
    onAfter: ({ prints }) => setTold(prints),
  });
  return { prints: told ?? known, counting: recording, error, print };
}
