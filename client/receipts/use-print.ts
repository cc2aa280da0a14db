import { useState } from 'react';
import type { Receipt } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { useRecordedPrint } from '../parts/use-recorded-print.ts';

export interface Print {
  /** How often it was printed before the paper that would come out now. */
  prints: number;
  counting: boolean;
  error: Error | null;
  print: () => Promise<void>;
}

/** Prints the confirmation; it is counted first, so that the paper says which print it is. */
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
