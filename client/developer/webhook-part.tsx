import { useSearchParams } from 'react-router';
import { oneOf } from '../address-values.ts';
import { writeParts } from '../parts/log/log-query.ts';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookList } from './webhook-list.tsx';
import { soughtStates } from './webhook-options.ts';

/** 알림 보내기: the endpoints, or the deliveries of one: `?endpoint=…&state=failed`. */
export function WebhookPart({ mayChange }: { mayChange: boolean }) {
  const [search, setSearch] = useSearchParams();
  const endpoint = search.get('endpoint');
  if (endpoint === null) return <WebhookList mayChange={mayChange} />;
  return (
    <DeliveryList
      id={endpoint}
      mayChange={mayChange}
      state={oneOf(soughtStates, search.get('state'))}
      onState={(state) => setSearch(writeParts({ endpoint, state }), { replace: true })}
    />
  );
}
