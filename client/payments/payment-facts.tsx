import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Payment } from '../../shared/payment.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';
import { methodName } from '../parts/method-name.ts';
import styles from './payment-facts.module.css';
import { shortToken } from '../ui/short-token.ts';

const instants = ['createdAt', 'expiresAt', 'approvedAt', 'completedAt', 'canceledAt'] as const;

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

/** 정보: what else is known of a payment. `others` are payments that used the same orderNo. */
export function PaymentFacts({ payment, others }: { payment: Payment; others: string[] }) {
  const { t } = useTranslation();
  const waits = payment.status === 'PAY_STANDBY' || payment.status === 'PAY_APPROVED';
  const execution = payment.autoExecute === true ? 'automatic' : 'byHand';
  return (
    <section className={styles.section}>
      <h3 className={styles.head}>{t('detail.facts.title')}</h3>
      <Facts>
        <Method payment={payment} />
        <Fact term={t('common.payToken')}>
          <span className="mono" title={payment.payToken}>
            {shortToken(payment.payToken)}
          </span>{' '}
          <CopyButton text={payment.payToken} what={t('common.payToken')} />
        </Fact>
        {payment.autoExecute === null ? null : (
          <Fact term={t('detail.facts.execution')}>{t(`detail.facts.${execution}`)}</Fact>
        )}
        <CashReceipt payment={payment} />
        {instants.map((name) => {
          const at = payment[name];
          // Once it is paid or canceled, when it would have expired says nothing any more.
          if (at === null || (name === 'expiresAt' && !waits)) return null;
          return (
            <Fact key={name} term={t(`detail.facts.${name}`)}>
              <Moment at={at} />
            </Fact>
          );
        })}
        {payment.metadata === null || payment.metadata === '' ? null : (
          <Fact term={t('detail.facts.metadata')} quiet>
            <span className={styles.text}>{payment.metadata}</span>
          </Fact>
        )}
        {payment.checkoutPage !== null && payment.status === 'PAY_STANDBY' ? (
          <Fact term={t('detail.facts.checkoutPage')}>
            <a href={payment.checkoutPage} target="_blank" rel="noreferrer" className={styles.url}>
              {payment.checkoutPage}
            </a>{' '}
            <CopyButton text={payment.checkoutPage} what={t('detail.facts.checkoutPage')} />
          </Fact>
        ) : null}
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
