import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './payment-list.module.css';
import { PAGES_BY_THEMSELVES } from './payment-list-options.ts';

/** So early that the next page is there before the last row is. */
const MARGIN = '800px 0px';

/**
 * The next page: by itself near the end, and by a button for whoever uses no wheel.
 *
 * An event has the list read again, which ends the reading of a next page before anybody saw that
 * it had begun, and a fast desk has read before it is drawn that it reads. So the end is looked at
 * anew after each reading, not only when it comes near.
 */
export function MoreRows({ list }: { list: UseInfiniteQueryResult<InfiniteData<unknown>> }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetching, isFetchNextPageError, dataUpdatedAt } = list;
  const pages = list.data?.pages.length ?? 0;
  const onMore = () => void list.fetchNextPage();
  const load = useEffectEvent(onMore);
  // What failed is asked for again by whoever presses, not over and over.
  const mayLoad = hasNextPage && !isFetching && !isFetchNextPageError;
  const byItself = mayLoad && pages < PAGES_BY_THEMSELVES;
  useEffect(() => {
    const element = end.current;
    if (!byItself || element === null || typeof IntersectionObserver === 'undefined') {
      return undefined;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) load();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [byItself, pages, dataUpdatedAt]);
  return (
    <div ref={end} className={hasNextPage ? styles.more : styles.end}>
      {hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={onMore}>
          {t('list.more')}
        </Button>
      ) : null}
    </div>
  );
}
