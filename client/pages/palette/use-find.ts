import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { callApi } from '../../api-client.ts';
import { formatAmount } from '../../format.ts';
import type { FoundPayment } from '../../palette/command.ts';
import { findExact } from '../../payments/find-exact.ts';
import { changeQuery, defaultQuery, writeListQuery } from '../../payments/list-query.ts';
import { useOwnId } from '../../me.ts';
import { looksLikeOrderNo, readBareAmount, readSearchWords } from '../../payments/search-words.ts';
import { describePayment } from '../../parts/chip-kind.ts';
import { deskNowMs } from '../../ui/ticker.ts';
import { paymentAddress } from './payment-address.ts';

const MOST_FOUND = 5;
const LEAST_LETTERS = 3;
/** Debounce: short enough to feel immediate, long enough not to send a request per letter. */
const PAUSE_MS = 180;

/** Searches payments for the text. `looksLikeNumber`: the text looks like an order number. */
export function useFind(text: string) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const ownId = useOwnId();
  const typed = text.trim();
  const looksLikeNumber = looksLikeOrderNo(typed);
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const worth = asked === typed && looksLikeNumber && typed.length >= LEAST_LETTERS;
  const { data, isFetching } = useQuery({
    queryKey: ['payments', 'palette', asked],
    queryFn: ({ signal }) =>
      callApi(
        'GET /api/payments',
        { query: { q: asked, limit: MOST_FOUND, fields: 'list' } },
        { signal },
      ),
    enabled: worth,
    retry: false,
  });
  const open = (payToken: string) => {
    void navigate(paymentAddress(payToken, location), { preventScrollReset: true });
  };
  const find = async () => {
    const { change, q } = readSearchWords(typed, ownId);
    const found = await findExact(queryClient, q);
    if (found !== null) {
      open(found);
      return;
    }
    const won = readBareAmount(q);
    const query = {
      // All periods are searched, unless the text names one.
      ...changeQuery(defaultQuery, { period: 'all', ...change }),
      ...(won === null ? { q } : { amountMin: won, amountMax: won }),
    };
    await navigate(`/payments?${writeListQuery(query).toString()}`);
  };
  const items = worth ? (data?.items ?? []) : [];
  const found = items.map((payment): FoundPayment => ({
    payToken: payment.payToken,
    orderNo: payment.orderNo,
    product: payment.productDesc,
    status: describePayment(payment, deskNowMs()).word,
    amount: formatAmount(payment.amount),
    open: () => open(payment.payToken),
  }));
  return { looksLikeNumber, found, searching: worth && isFetching && data === undefined, find };
}
