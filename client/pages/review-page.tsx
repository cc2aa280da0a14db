import { useSuspenseQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import '../copy/payment-words.ts';
import { oneOf } from '../address-values.ts';
import { StoppedWebhooks } from '../developer/stopped-webhooks.tsx';
import { watchPayments } from '../live/use-live.ts';
import { meOptions } from '../me.ts';
import { DecisionHost } from '../operations/decision-host.tsx';
import { MainAct, WhyNot } from '../operations/decision-buttons.tsx';
import { AccountNotices } from '../review/account-notices.tsx';
import { payTokensOf, reviewKinds, type ReviewKind } from '../review/review-items.ts';
import type { OperationParts } from '../review/review-item-row.tsx';
import { ReviewQueue } from '../review/review-queue.tsx';
import { useReviewItems } from '../review/use-review-items.ts';
import { PageHead } from '../ui/page-head.tsx';
import styles from './review-page.module.css';

/** 할 일. The address keeps the kind that is shown: `/review?kind=unclear`. */
export function ReviewPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const [search, setSearch] = useSearchParams();
  const decides = me.permissions.includes('operations.decide');
  const queue = useReviewItems(decides, me.permissions.includes('exports.make'));
  const watched = payTokensOf(queue.items).join(' ');
  useEffect(() => watchPayments(watched === '' ? [] : watched.split(' ')), [watched]);
  const kind = oneOf(reviewKinds, search.get('kind'));
  const choose = (next: ReviewKind | null) =>
    setSearch(next === null ? {} : { kind: next }, { replace: true });
  const parts: OperationParts = {
    act: (operation, otherwise) => <MainAct operation={operation} otherwise={otherwise} />,
    // The chip of a request says already that it waits for a manager.
    whyNot: (operation) =>
      operation.state === 'proposed' && !decides ? null : <WhyNot operation={operation} />,
  };
  return (
    <div className={styles.page}>
      <PageHead title={t('review.title')} />
      <AccountNotices notices={me.accountNotices} />
      {me.permissions.includes('developer.read') ? <StoppedWebhooks /> : null}
      <ReviewQueue
        queue={queue}
        role={me.staff.role}
        staffId={me.staff.id}
        parts={parts}
        kind={kind}
        onKind={choose}
      />
      <DecisionHost />
    </div>
  );
}
