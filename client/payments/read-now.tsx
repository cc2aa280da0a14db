import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './payment-detail.module.css';
import { useRefreshPayment } from './use-refresh-payment.ts';

/** 지금 확인: has the desk read the payment, for a notice that only Toss's answer can end. */
export function ReadNow({ payToken }: { payToken: string }) {
  const { t } = useTranslation();
  const { isPending, isError, error, mutate } = useRefreshPayment(payToken);
  return (
    <div className={styles.noticeAct}>
      <Button
        className={styles.noticeButton}
        aria-disabled={isPending}
        onClick={isPending ? undefined : () => mutate({ quietly: false })}
      >
        {isPending ? t('detail.checking') : t('detail.checkNow')}
      </Button>
      {isError ? <ProblemNotice error={error} money={false} /> : null}
    </div>
  );
}
