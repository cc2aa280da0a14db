import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { announce } from '../ui/announcer.tsx';
import styles from './check-now.module.css';
import { ProblemNotice } from './problem-notice.tsx';

/** 지금 확인: has the desk ask Toss about an unclear operation. It sends no money. */
export function CheckNow({
  operation,
  onCheck,
  fullWidth = false,
}: {
  operation: Pick<Operation, 'id' | 'payToken'>;
  /** Asks the desk to read the operation at Toss. Resolves with the operation after that. */
  onCheck: (operationId: string) => Promise<Operation>;
  fullWidth?: boolean;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { id, payToken } = operation;
  const check = useMutation({
    mutationFn: () => onCheck(id),
    onSuccess: (checked) => {
      queryClient.setQueryData(['operation', id], checked);
      announce(t('detail.checked'));
      return Promise.all(
        [['payment', payToken], ['operations'], ['payments'], ['counters']].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  const { isPending, mutate } = check;
  return (
    <div className={styles.check}>
      <Button
        fullWidth={fullWidth}
        aria-disabled={isPending}
        onClick={isPending ? undefined : () => mutate()}
      >
        {isPending ? t('detail.checking') : t('detail.checkNow')}
      </Button>
      {check.isSuccess ? <span className={styles.done}>{t('detail.checked')}</span> : null}
      {check.isError ? <ProblemNotice error={check.error} money={false} /> : null}
    </div>
  );
}
