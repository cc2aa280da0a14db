import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ProblemError } from '../problem-error.ts';
import { settlementKey, settlementMonthOptions } from '../settlement-options.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';

/** Reads everything again once an import has ended. */
export function useImportEnd(month: string): boolean {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(settlementMonthOptions(month));
  const isImporting = data?.isImporting ?? false;
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !isImporting) {
      announce(t('settlement.import.done'));
      void client.invalidateQueries({ queryKey: settlementKey });
    }
    was.current = isImporting;
  }, [isImporting, client, t]);
  return isImporting;
}

/** The desk refuses only a day that Toss can't know yet. */
const isTooEarly = (error: unknown) =>
  error instanceof ProblemError && error.problem.code === 'invalid-request';

function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!isTooEarly(error)) return <ProblemNotice error={error} money={false} />;
  return (
    <Notice tone="warn" title={t('settlement.import.tooEarly')}>
      <p>{t('settlement.import.tooEarlyNext')}</p>
    </Notice>
  );
}

/** 지금 가져오기, and why it failed. */
export function ImportNow({ day, isImporting }: { day: string; isImporting: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const asking = useMutation({
    mutationFn: () => callApi('POST /api/settlement/imports', { body: { day } }),
    onSuccess: () => {
      announce(t('settlement.import.begun'));
      return client.invalidateQueries({ queryKey: settlementKey });
    },
  });
  const busy = isImporting || asking.isPending;
  return (
    <>
      <Button
        aria-disabled={busy}
        loading={asking.isPending}
        onClick={busy ? undefined : () => asking.mutate()}
      >
        {t(isImporting ? 'settlement.import.running' : 'settlement.import.now')}
      </Button>
      {asking.isError ? <Failed error={asking.error} /> : null}
    </>
  );
}
