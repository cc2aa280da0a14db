import { useTranslation } from 'react-i18next';
import type { ReviewItem } from './review-items.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { dayParts } from '../ui/day-words.ts';
import { formatAmount } from '../format.ts';
import { GoTo, Row } from './review-row.tsx';

type Unsettled = Extract<ReviewItem, { kind: 'settlement' }>;

function useSentence() {
  const { t } = useTranslation();
  return ({ line, missing }: Unsettled): string => {
    if (line === null) return t(`review.settlement.missing.${missing.kind}`);
    const { state, type, own, amount } = line;
    if (state === 'amount-differs') {
      const won = formatAmount(Math.abs(amount - (own?.won ?? 0)));
      return t('review.settlement.amountDiffers', { won });
    }
    if (state === 'unknown-type') return t('review.settlement.unknownType', { type });
    return t(`review.settlement.notInBooks.${type === 'REFUND' ? 'REFUND' : 'PAY'}`);
  };
}

/** Something that only Toss's settlement or only the books have, with a link to 정산. */
export function SettlementRow({ item }: { item: Unsettled }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { line, missing, won } = item;
  const state = line === null ? 'missing' : line.state;
  const day = line === null ? missing.expectedOn : line.dueDay;
  const own = line === null ? missing : line.own;
  return (
    <Row
      kind="settlement"
      chip={<PlainChip kind="drift" word={t(`review.settlement.states.${state}`)} />}
      won={won}
      sentence={sentence(item)}
      note={null}
      about={[
        day === null
          ? null
          : t('review.settlement.day', { day: t('common.dayHead.recent', dayParts(day, t)) }),
        own === null ? (line?.orderNo ?? null) : null,
      ]}
      {...(own === null ? {} : { payment: own })}
      act={<GoTo to={`/settlement/${day ?? 'unmatched'}`}>{t('review.settlement.look')}</GoTo>}
    />
  );
}
