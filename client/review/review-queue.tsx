import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../shared/permissions.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { formatAmount } from '../format.ts';
import { ReviewItemRow, type OperationParts } from './review-item-row.tsx';
import {
  reviewGroups,
  reviewKinds,
  type ReviewGroup,
  type ReviewItem,
  type ReviewKind,
} from './review-items.ts';
import styles from './review-queue.module.css';
import type { ReviewQueueState } from './use-review-items.ts';

/** Only this many rows fetch the product. */
const ASK_PRODUCTS = 20;

function KindFilter({
  items,
  kind,
  onKind,
}: {
  items: readonly ReviewItem[];
  kind: ReviewKind | null;
  onKind: (kind: ReviewKind | null) => void;
}) {
  const { t } = useTranslation();
  const countOf = (one: ReviewKind) => items.filter((item) => item.kind === one).length;
  const shown = reviewKinds.filter((one) => one === kind || countOf(one) > 0);
  return (
    <div className={styles.kinds} role="group" aria-label={t('review.kindsLabel')}>
      <button type="button" aria-pressed={kind === null} onClick={() => onKind(null)}>
        {t('review.kinds.all')} <b>{items.length}</b>
      </button>
      {shown.map((one) => (
        <button key={one} type="button" aria-pressed={kind === one} onClick={() => onKind(one)}>
          {t(`review.kinds.${one}`)} <b>{countOf(one)}</b>
        </button>
      ))}
      <span className={styles.rule}>{t('review.rule')}</span>
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('review.loading')}</span>
      {['52%', '38%', '44%', '30%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}

function Nothing({ kind, onAll }: { kind: ReviewKind | null; onAll: () => void }) {
  const { t } = useTranslation();
  if (kind === null) {
    return <EmptyState title={t('review.empty.title')} body={t('review.empty.text')} />;
  }
  return (
    <EmptyState title={t('review.empty.filtered')}>
      <Button onClick={onAll}>{t('review.empty.all')}</Button>
    </EmptyState>
  );
}

interface GroupProps {
  group: ReviewGroup;
  items: readonly ReviewItem[];
  children: ReactNode;
}

function Group({ group, items, children }: GroupProps) {
  const { t } = useTranslation();
  const id = useId();
  const sum = items.reduce((won, item) => won + item.won, 0);
  return (
    <section aria-labelledby={id}>
      <div className={styles.group}>
        <h2 id={id}>{t(`review.groups.${group}`)}</h2>
        <span>
          {t('common.count', { count: items.length })} · {formatAmount(sum)}
        </span>
        {group === 'waiting' ? <span className={styles.self}>{t('review.self')}</span> : null}
      </div>
      {children}
    </section>
  );
}

/** 할 일: all items in one queue, the most urgent first; `kind` filters it. */
export function ReviewQueue({
  queue,
  role,
  staffId,
  parts,
  kind,
  onKind,
}: {
  queue: ReviewQueueState;
  role: Role;
  /** Id of the signed-in user. */
  staffId: string;
  parts: OperationParts;
  kind: ReviewKind | null;
  onKind: (kind: ReviewKind | null) => void;
}) {
  const { t } = useTranslation();
  const { items, loading, error, hasMore, again } = queue;
  const shown = items.filter((item) => kind === null || item.kind === kind);
  const mostUrgent = shown.find((item) => item.kind === 'approved' && item.group === 'now');
  const asking = new Set(shown.slice(0, ASK_PRODUCTS));
  const nothing = shown.length === 0;
  return (
    <>
      {error === null ? null : (
        <div className={styles.notice}>
          <ProblemNotice
            error={error}
            money={false}
            title={t('review.failed')}
            action={<Button onClick={again}>{t('review.again')}</Button>}
          />
        </div>
      )}
      {items.length === 0 && kind === null ? null : (
        <KindFilter items={items} kind={kind} onKind={onKind} />
      )}
      {nothing && loading ? <Loading /> : null}
      {/* "Nothing to do" is shown only after every list has been fetched without error. */}
      {nothing && !loading && error === null ? (
        <Nothing kind={kind} onAll={() => onKind(null)} />
      ) : null}
      {reviewGroups.map((group) => {
        const ofGroup = shown.filter((item) => item.group === group);
        return ofGroup.length === 0 ? null : (
          <Group key={group} group={group} items={ofGroup}>
            {ofGroup.map((item) => (
              <ReviewItemRow
                key={item.id}
                {...{ item, role, staffId, parts }}
                isFirst={item === mostUrgent}
                asksProduct={asking.has(item)}
              />
            ))}
          </Group>
        );
      })}
      {hasMore ? <p className={styles.more}>{t('review.more')}</p> : null}
    </>
  );
}
