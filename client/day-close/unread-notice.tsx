import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayClose } from '../../shared/api.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './unread-notice.module.css';
import { useReread, type Reread } from './use-reread.ts';

function Progress({ state, onStop }: { state: Reread; onStop: () => void }) {
  const { t } = useTranslation();
  const { done, failed, total } = state;
  return (
    <div className={styles.progress}>
      <progress value={done + failed} max={total} aria-label={t('dayClose.reread.progress')} />
      <span>{t('dayClose.reread.done', { done: done + failed, total })}</span>
      <Button size="xs" autoFocus onClick={onStop}>
        {t('dayClose.reread.stop')}
      </Button>
    </div>
  );
}

/** The result of the run. */
function Ended({ state }: { state: Reread }) {
  const { t } = useTranslation();
  const { phase, done, failed, error } = state;
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The focused button is gone, so the focus moves here.
    if (document.activeElement === document.body) own.current?.focus();
  }, []);
  return (
    <div ref={own} tabIndex={-1} className={styles.ended}>
      {error === null ? (
        <Notice
          silent
          title={t(`dayClose.reread.${phase === 'stopped' ? 'stopped' : 'finished'}`, {
            count: done,
          })}
        >
          {failed === 0 ? null : <p>{t('dayClose.reread.failed', { count: failed })}</p>}
        </Notice>
      ) : (
        <ProblemNotice error={error} money={false} title={t('dayClose.reread.broken')} />
      )}
    </div>
  );
}

/** Payments that were not fetched from Toss since the day ended, and a button that does it. */
export function UnreadNotice({ unread }: { unread: DayClose['unread'] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { state, start, stop } = useReread(({ phase, error, done }) => {
    const words = phase === 'stopped' || error !== null ? 'stopped' : 'finished';
    announce(t(`dayClose.reread.${words}`, { count: done }));
    const keys = ['day-close', 'payments', 'summary', 'counters', 'payment'];
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
  });
  const isRunning = state.phase === 'running';
  const isOver = state.phase === 'over' || state.phase === 'stopped';
  const count = unread?.count ?? 0;
  const payTokens = unread?.payTokens ?? [];
  return (
    <>
      {isOver ? <Ended state={state} /> : null}
      {count === 0 && !isRunning ? null : (
        <Notice tone="warn" silent={isOver} title={t('dayClose.reread.title', { count })}>
          <p>{t('dayClose.reread.body')}</p>
          {count <= payTokens.length ? null : (
            <p>{t('dayClose.reread.bodySome', { count: payTokens.length })}</p>
          )}
          {isRunning ? (
            <Progress state={state} onStop={stop} />
          ) : (
            <Button className={styles.start ?? ''} onClick={() => void start(payTokens)}>
              {t('dayClose.reread.start')}
            </Button>
          )}
        </Notice>
      )}
    </>
  );
}
