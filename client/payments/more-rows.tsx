import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './payment-list.module.css';
import { PAGES_BY_THEMSELVES } from './payment-list-options.ts';

/** Starts early enough that the next page is there before the last row is reached. */
const MARGIN = '800px 0px';

/**
 * Loads the next page near the end of the list, and by a button for keyboard users.
 *
 * A refetch after an event may cancel the next page, and a fast desk may answer, before
 * `isFetching` was ever rendered. The observer would not fire again while the end stays in view, so
 * it is recreated after each read.
 */
export function MoreRows({ list }: { list: UseInfiniteQueryResult<InfiniteData<unknown>> }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetching, isFetchNextPageError, dataUpdatedAt } = list;
  const pages = list.data?.pages.length ?? 0;
  const onMore = () => void list.fetchNextPage();
  const load = useEffectEvent(onMore);
  // A page that failed is only loaded again by the button, not in a loop.
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
