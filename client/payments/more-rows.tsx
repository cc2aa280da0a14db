import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './payment-list.module.css';
import { PAGES_BY_THEMSELVES } from './payment-list-options.ts';

/** So early that the next page is there before the last row is. */
const MARGIN = '800px 0px';

interface MoreRowsProps {
  hasMore: boolean;
  /** Anything of the list is being read: also what is shown already. */
  reading: boolean;
  /** The next page is. */
  busy: boolean;
  /** The next page could not be read: whoever wants it presses. */
  failed: boolean;
  /** When anything of the list was last read. */
  readAtMs: number;
  pages: number;
  onMore: () => void;
}

/**
 * The next page: by itself near the end, and by a button for whoever uses no wheel.
 *
 * An event has the list read again, which ends the reading of a next page before anybody saw that
 * it had begun, and a fast desk has read before it is drawn that it reads. So the end is looked at
 * anew after each reading, not only when it comes near.
 */
export function MoreRows(props: MoreRowsProps) {
  const { hasMore, reading, busy, failed, readAtMs, pages, onMore } = props;
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const load = useEffectEvent(onMore);
  const byItself = hasMore && !reading && !failed && pages < PAGES_BY_THEMSELVES;
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
  }, [byItself, pages, readAtMs]);
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
