import type { FC } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FactOf, Payment, TextField } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';
import { methodName } from '../parts/method-name.ts';
import { columnIds, columnKinds, type ColumnId, type PlainFact } from './list-columns.ts';
import styles from './payment-facts.module.css';
import { shortToken } from '../ui/short-token.ts';
import { isTossAddress } from './toss-address.ts';
import { TossViewFacts } from './toss-view-facts.tsx';

type DetailFact = FactOf<'detail'>;

function Method({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  const name = methodName(payment);
  return (
    <Fact term={t('detail.facts.payMethod')} quiet={name === null}>
      {name ??
        t(payment.status === 'PAY_CANCEL' ? 'detail.facts.neverChosen' : 'detail.facts.notYet')}
    </Fact>
  );
}

function Discounted({ payment: { discounted, amount } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (discounted === null || discounted === 0) return null;
  const paid = formatAmount(amount - discounted);
  return (
    <Fact term={t('detail.facts.discounted')}>
      {t('detail.facts.discountedPaid', { discount: formatAmount(discounted), paid })}
    </Fact>
  );
}

function CardKind({ payment: { cardKind } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (cardKind === null) return null;
  return <Fact term={t('detail.facts.cardKind')}>{t(`detail.facts.kinds.${cardKind}`)}</Fact>;
}

function Installments({ payment: { payMethod, installmentMonths: months } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (months === null || payMethod !== 'CARD') return null;
  return (
    <Fact term={t('detail.facts.installments')}>
      {months === 0 ? t('detail.facts.lumpSum') : t('detail.facts.months', { months })}
    </Fact>
  );
}

function CardApproval({ payment: { cardApprovalNo } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (cardApprovalNo === null) return null;
  return (
    <Fact term={t('detail.facts.cardApprovalNo')}>
      <span className="mono">{cardApprovalNo}</span>
    </Fact>
  );
}

function Slip({ payment: { slipUrl } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (slipUrl === null) return null;
  return (
    <Fact term={t('detail.facts.slip')}>
      {isTossAddress(slipUrl) ? (
        <a href={slipUrl} target="_blank" rel="noreferrer">
          {t('detail.facts.openSlip')}
        </a>
      ) : (
        <span className={styles.text}>{slipUrl}</span>
      )}
    </Fact>
  );
}

function CashReceipt({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  const term = t('detail.facts.cashReceipt');
  if (payment.payMethod === 'CARD') {
    return (
      <Fact term={term} quiet>
        {t('detail.facts.receiptNotCash')}
      </Fact>
    );
  }
  if (payment.cashReceipt === null) return null;
  return (
    <Fact term={term}>
      {payment.cashReceipt ? t('detail.facts.receiptWanted') : t('detail.facts.receiptNotWanted')}
    </Fact>
  );
}

function PayToken({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  return (
    <Fact term={t('common.payToken')}>
      <span className="mono" title={payment.payToken}>
        {shortToken(payment.payToken)}
      </span>{' '}
      <CopyButton text={payment.payToken} what={t('common.payToken')} />
    </Fact>
  );
}

function Execution({ payment: { autoExecute } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (autoExecute === null) return null;
  const execution = autoExecute ? 'automatic' : 'byHand';
  return <Fact term={t('detail.facts.execution')}>{t(`detail.facts.${execution}`)}</Fact>;
}

function instant(name: Extract<DetailFact, `${string}At`>) {
  return function Instant({ payment }: { payment: Payment }) {
    const { t } = useTranslation();
    const at = payment[name];
    const waits = payment.status === 'PAY_STANDBY' || payment.status === 'PAY_APPROVED';
    // The expiry means nothing once the payment is paid or canceled.
    if (at === null || (name === 'expiresAt' && !waits)) return null;
    return (
      <Fact term={t(`detail.facts.${name}`)}>
        <Moment at={at} />
      </Fact>
    );
  };
}

function Metadata({ payment: { metadata } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (metadata === null || metadata === '') return null;
  return (
    <Fact term={t('detail.facts.metadata')} quiet>
      <span className={styles.text}>{metadata}</span>
    </Fact>
  );
}

function CheckoutPage({ payment: { checkoutPage, status } }: { payment: Payment }) {
  const { t } = useTranslation();
  if (checkoutPage === null || status !== 'PAY_STANDBY') return null;
  return (
    <Fact term={t('detail.facts.checkoutPage')}>
      <a href={checkoutPage} target="_blank" rel="noreferrer" className={styles.url}>
        {checkoutPage}
      </a>{' '}
      <CopyButton text={checkoutPage} what={t('detail.facts.checkoutPage')} />
    </Fact>
  );
}

/** In their order; plain texts follow them. */
const facts: Record<Exclude<DetailFact, PlainFact>, FC<{ payment: Payment }>> = {
  payMethod: Method,
  discounted: Discounted,
  cardKind: CardKind,
  installmentMonths: Installments,
  cardApprovalNo: CardApproval,
  slipUrl: Slip,
  tossView: TossViewFacts,
  payToken: PayToken,
  autoExecute: Execution,
  cashReceipt: CashReceipt,
  createdAt: instant('createdAt'),
  expiresAt: instant('expiresAt'),
  approvedAt: instant('approvedAt'),
  completedAt: instant('completedAt'),
  canceledAt: instant('canceledAt'),
  metadata: Metadata,
  checkoutPage: CheckoutPage,
};
const plainFacts = columnIds.filter(
  (id): id is ColumnId & TextField => columnKinds[id].fact === true,
);

function Plain({ term, text }: { term: string; text: string | null }) {
  return text === null || text === '' ? null : <Fact term={term}>{text}</Fact>;
}

/** 정보: further facts about a payment. `others` are payments with the same orderNo. */
export function PaymentFacts({ payment, others }: { payment: Payment; others: string[] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h3 className={styles.head}>{t('detail.facts.title')}</h3>
      <Facts>
        {Object.entries(facts).map(([name, View]) => (
          <View key={name} payment={payment} />
        ))}
        {plainFacts.map((id) => (
          <Plain key={id} term={t(`list.columns.${id}`)} text={payment[id]} />
        ))}
        {others.length === 0 ? null : (
          <Fact term={t('detail.facts.others')}>
            <ul aria-label={t('detail.facts.othersWhy')}>
              {others.map((payToken) => (
                <li key={payToken}>
                  <Link to={`/payments/${encodeURIComponent(payToken)}`} className="mono">
                    {shortToken(payToken)}
                  </Link>
                </li>
              ))}
            </ul>
            <span className={styles.note}>{t('detail.facts.othersWhy')}</span>
          </Fact>
        )}
      </Facts>
    </section>
  );
}
