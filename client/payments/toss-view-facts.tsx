import { useTranslation } from 'react-i18next';
import { isPaid, type Payment, type TossView } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { Fact } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';

function Won({ term, won }: { term: string; won: number | null }) {
  return won === null || won === 0 ? null : <Fact term={term}>{formatAmount(won)}</Fact>;
}

/**
 * Discount and points. Toss may tell those of the amount that is left after refunds; only those of
 * the whole payment are shown.
 */
function Split({ discountWon, pointsWon, transactions }: TossView) {
  const { t } = useTranslation();
  const charge = transactions.find(({ step }) => step === 'PAY');
  const whole = charge?.discountWon ?? 0;
  const isWhole = (discountWon ?? 0) + (pointsWon ?? 0) === whole;
  if (charge === undefined || whole === 0 || !isWhole) return null;
  return (
    <>
      <Won term={t('detail.facts.instantDiscount')} won={discountWon} />
      <Won term={t('detail.facts.points')} won={pointsWon} />
      <Won term={t('detail.facts.paidOfOwn')} won={charge.paidWon} />
    </>
  );
}

function Transactions({ transactions }: TossView) {
  const { t } = useTranslation();
  if (transactions.length === 0) return null;
  return (
    <Fact term={t('detail.facts.transactions')}>
      <ul>
        {transactions.map(({ step, transactionId, amount, at }) => (
          <li key={transactionId} title={transactionId}>
            {t(`detail.facts.steps.${step}`)} {formatAmount(amount)}
            {at === null ? null : ' · '}
            {at === null ? null : <Moment at={at} as="row" />}
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** The facts that only v2 answers have; nothing if the payment was read by v1. */
export function TossViewFacts({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  const { tossView: view, remaining, status } = payment;
  if (view === null) return null;
  const { cardUser, cupDepositWon, refundableWon } = view;
  const told = { toss: formatAmount(refundableWon ?? 0), desk: formatAmount(remaining) };
  return (
    <>
      {cardUser === null ? null : (
        <Fact term={t('detail.facts.cardUser')}>{t(`detail.facts.cardUsers.${cardUser}`)}</Fact>
      )}
      <Split {...view} />
      <Won term={t('detail.facts.cupDeposit')} won={cupDepositWon} />
      {refundableWon === null || !isPaid(status) ? null : (
        <Fact term={t('detail.facts.refundable')}>{t('detail.facts.refundableBoth', told)}</Fact>
      )}
      <Transactions {...view} />
    </>
  );
}
