import { useTranslation } from 'react-i18next';
import { PlainChip } from '../parts/status-chip.tsx';
import { formatAmount, formatMoment } from '../format.ts';
import type { OverGiven, ReviewItem } from './review-items.ts';
import { GoTo, paymentPath, Row } from './review-row.tsx';

type Transfer = Extract<ReviewItem, { kind: 'transfer' }>['transfer'];

/** 직접 송금 that another manager has to confirm or to take back; it is decided in its payment. */
export function TransferRow({ transfer, staffId }: { transfer: Transfer; staffId: string }) {
  const { t } = useTranslation();
  const { payToken, orderNo, amount } = transfer;
  const [key, by, until] =
    'askedBy' in transfer
      ? (['takeBack', transfer.askedBy, transfer.lapsesAt] as const)
      : (['title', transfer.recordedBy, null] as const);
  return (
    <Row
      kind="transfer"
      chip={<PlainChip kind="proposed" word={t('review.kinds.proposed')} />}
      won={amount}
      sentence={t(`review.transfer.${key}`, { name: by.name })}
      note={by.id === staffId && <p>{t('review.bulk.otherDecides')}</p>}
      about={[until === null ? null : t('review.until', { when: formatMoment(until) })]}
      payment={{ payToken, orderNo }}
      act={<GoTo to={paymentPath(payToken)}>{t('review.card.content')}</GoTo>}
    />
  );
}

/** Toss and counted transfers gave back more than was paid; it ends at the payment. */
export function OverRow({ given }: { given: OverGiven }) {
  const { t } = useTranslation();
  const { payToken, orderNo, overWon, refunded, transferred } = given;
  const over = formatAmount(overWon);
  const words = { toss: formatAmount(refunded), sent: formatAmount(transferred), over };
  return (
    <Row
      kind="over"
      chip={<PlainChip kind="review" word={t('review.kinds.over')} />}
      won={overWon}
      sentence={t('review.over.title')}
      note={<p>{t('review.over.text', words)}</p>}
      about={[]}
      payment={{ payToken, orderNo }}
      act={<GoTo to={paymentPath(payToken)}>{t('review.card.content')}</GoTo>}
    />
  );
}
