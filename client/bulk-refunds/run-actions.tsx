import { Button } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { downloadFile } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { formatMoment } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useTick } from '../ui/ticker.ts';
import styles from './run-actions.module.css';

export type RunDecision = 'start' | 'resume' | 'stop' | 'approve' | 'decline';

interface RunActsProps {
  run: BulkRun;
  isMaker: boolean;
  /** The viewer may request refunds. */
  mayRequest: boolean;
  mayDecide: boolean;
  /** Until when the viewer can't be the second person for this run's maker; `null` if they can. */
  heldUntil: string | null;
  pausing: boolean;
  onPause: () => void;
  onDialog: (act: RunDecision) => void;
}

/** The buttons for what this person may do with the run now. */
export function RunActions(props: RunActsProps) {
  const { t } = useTranslation();
  const { run, isMaker, mayRequest, mayDecide, heldUntil, pausing, onPause, onDialog } = props;
  const { state, approvalLapsesAt: until } = run;
  const isLapsed = useTick((nowMs) => until !== null && Date.parse(until) <= nowMs);
  const mayHold = mayRequest && (isMaker || mayDecide);
  const stop = (
    <Button onClick={() => onDialog('stop')}>
      {t(state === 'proposed' ? 'bulk.run.takeBack' : 'bulk.run.stop')}
    </Button>
  );
  if (state === 'proposed') {
    const isSecond = mayDecide && !isMaker;
    return (
      <>
        {isMaker || (mayHold && isLapsed) ? stop : null}
        {isSecond && !isLapsed ? (
          <>
            <Button onClick={() => onDialog('decline')}>{t('bulk.proposed.decline')}</Button>
            {heldUntil === null ? (
              <Button variant="filled" onClick={() => onDialog('approve')}>
                {t('bulk.proposed.approve')}
              </Button>
            ) : (
              <p className={styles.why}>
                {t('bulk.proposed.held', { when: formatMoment(heldUntil) })}
              </p>
            )}
          </>
        ) : null}
      </>
    );
  }
  if (!mayHold) return null;
  if (state === 'running') {
    return (
      <>
        {stop}
        <Button variant="filled" loading={pausing} onClick={onPause}>
          {t('bulk.run.pause')}
        </Button>
      </>
    );
  }
  if (state !== 'paused') return null;
  return (
    <>
      {stop}
      {isMaker ? (
        <Button variant="filled" onClick={() => onDialog('resume')}>
          {t('bulk.run.resume')}
        </Button>
      ) : null}
    </>
  );
}

/** Buttons that download and print the results. */
export function RunSheets({ run }: { run: BulkRun }) {
  const { t, i18n } = useTranslation();
  const taking = useMutation({
    mutationFn: async () => {
      const language = i18n.language as Language;
      const { name, blob } = await downloadFile('GET /api/bulk-refunds/:id/sheet.csv', {
        params: { id: run.id },
        query: { language },
      });
      saveFile(name, blob);
      return name;
    },
    onSuccess: (name) => announce(t('bulk.run.sheetDone', { name })),
  });
  return (
    <div className={styles.sheets}>
      {taking.error === null ? null : (
        <ProblemNotice error={taking.error} money={false} title={t('bulk.run.sheetFailed')} />
      )}
      <Button
        size="xs"
        loading={taking.isPending}
        leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => taking.mutate()}
      >
        {t('bulk.run.sheet')}
      </Button>
      <Button
        size="xs"
        leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => window.print()}
      >
        {t('bulk.run.print')}
      </Button>
    </div>
  );
}
