import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './payment-list.module.css';
import { PAGES_BY_THEMSELVES } from './payment-list-options.ts';

/** So early that the next page is there before the last row is. */
const MARGIN = '800px 0px';

/** The next page: by itself near the end, and by a button for whoever uses no wheel. */
export function MoreRows({
  hasMore,
  busy,
  shown,
  pages,
  onMore,
}: {
  hasMore: boolean;
  busy: boolean;
  shown: number;
  pages: number;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const load = useEffectEvent(onMore);
  const byItself = hasMore && !busy && pages < PAGES_BY_THEMSELVES;
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
    return () => {
      observer.disconnect();
    };
  }, [byItself, shown]);
  return (
    <div ref={end} className={hasMore ? styles.more : styles.end}>
      {hasMore ? (
        <Button loading={busy} onClick={onMore}>
          {t('list.more')}
        </Button>
      ) : null}
    </div>
  );
}
