import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { Notice } from '../ui/notice.tsx';

/** After a lost answer: the payment may exist. Looking it up is safe and shows whether it does. */
export function LostCreation({
  orderNo,
  onFound,
}: {
  orderNo: string;
  onFound: (payment: Payment) => void;
}) {
  const { t } = useTranslation();
  const lookup = useMutation({
    mutationFn: () => callApi('POST /api/payments/lookup', { body: { orderNo } }),
    onSuccess: ({ payment }) => onFound(payment),
  });
  const absent =
    lookup.error instanceof ProblemError && lookup.error.problem.code === 'payment-not-found';
  if (absent) {
    return (
      <Notice title={t('create.lost.absent')}>
        <p>{t('create.lost.absentBody')}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="bad"
      title={t('create.lost.title')}
      action={
        <Button loading={lookup.isPending} onClick={() => lookup.mutate()}>
          {t('create.lost.lookup')}
        </Button>
      }
    >
      <p>{t('create.lost.body', { orderNo })}</p>
      {lookup.isError ? <p>{t('create.lost.noAnswer')}</p> : null}
    </Notice>
  );
}
