import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { cachePayment } from '../payment-options.ts';
import { announce } from '../ui/announcer.tsx';

/** 상태 다시 확인: the desk reads Toss now, and every query with the payment is updated. */
export function useRefreshPayment(payToken: string) {
  const queryClient = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationKey: ['refresh', payToken],
    mutationFn: (_how: { quietly: boolean }) =>
      callApi('POST /api/payments/:payToken/refresh', { params: { payToken } }),
    onSuccess: (detail, { quietly }) => {
      const taken = cachePayment(queryClient, detail);
      if (!quietly) announce(t('detail.refreshed'));
      return taken;
    },
  });
}
