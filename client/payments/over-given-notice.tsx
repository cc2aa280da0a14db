import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { Acknowledge } from './acknowledge.tsx';

/** More was given back than was paid, until a record is taken back or a manager has looked. */
export function OverGivenNotice({
  detail,
  mayAct,
  onAcknowledged,
}: {
  detail: PaymentDetail;
  mayAct: boolean;
  onAcknowledged: () => void;
}) {
  const { t } = useTranslation();
  const { payment, bankTransferOffer: offer } = detail;
  const { overWon, overAcknowledged: seen } = offer;
  if (overWon === 0) return null;
  const { payToken } = payment;
  const amount = formatAmount(overWon);
  return (
    <Notice
      tone={seen === null ? 'bad' : 'plain'}
      silent
      title={t('detail.transfer.over.title', { amount })}
    >
      {seen === null ? (
        <p>{t('detail.transfer.over.body', { amount })}</p>
      ) : (
        <p>
          {seen.note === null
            ? t('detail.transfer.over.seenErased', { name: seen.staff.name })
            : t('detail.transfer.over.seen', { name: seen.staff.name, note: seen.note })}
        </p>
      )}
      {seen === null && mayAct ? (
        <Acknowledge
          payment={payment}
          draft={`acknowledge over ${payToken}`}
          send={(body) =>
            callApi('POST /api/payments/:payToken/over-given/acknowledge', {
              params: { payToken },
              body: { overWon, ...body },
            })
          }
          onDone={onAcknowledged}
        />
      ) : null}
    </Notice>
  );
}
