import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '../../shared/api.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { useTick } from '../ui/ticker.ts';
import type { Paper } from './paper.ts';
import {
  evidenceFacts,
  formatStamp,
  paymentFacts,
  refundFacts,
  type ReceiptFact,
} from './receipt-facts.ts';
import styles from './receipt-paper.module.css';

function Section({ title, facts }: { title: string; facts: readonly ReceiptFact[] }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      <dl className={styles.facts}>
        {facts.map(({ term, value, code = false }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className={code ? styles.code : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The refund's tax parts, as sent to Toss. */
function TaxParts({ operation }: Pick<Receipt, 'operation'>) {
  const { t } = useTranslation();
  const { parts, amount } = operation;
  return (
    <section className={styles.section}>
      <h2>{t('receipt.tax.title')}</h2>
      {parts === null ? (
        <p>{t('receipt.tax.unknown')}</p>
      ) : (
        <table className={styles.tax}>
          <caption className="vh">{t('receipt.tax.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('receipt.tax.part')}</th>
              <th scope="col">{t('receipt.tax.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {taxParts.map((part) => (
              <tr key={part}>
                <th scope="row">{t(`common.part.${part}`)}</th>
                <td>{formatWon(parts[part])}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('receipt.tax.total')}</th>
              <td>{formatAmount(amount)}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}

const MINUTE_MS = 60_000;

/** The time of printing, without seconds, so that it does not change all the time. */
function PrintedAt({ name }: { name: string }) {
  const { t } = useTranslation();
  const when = useTick((nowMs) => {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    return formatStamp(new Date(minute).toISOString()).slice(0, -3);
  });
  return <p>{t('receipt.printed', { when, name })}</p>;
}

/** 환불 확인서, black on white in every theme. */
export function ReceiptPaper({
  receipt,
  paper,
  prints,
  printedBy,
  ref,
}: {
  receipt: Receipt;
  paper: Paper;
  /** How often it was printed before. */
  prints: number;
  printedBy: string;
  ref: Ref<HTMLElement>;
}) {
  const { t } = useTranslation();
  const { shopName, businessNumber, mode, operation } = receipt;
  return (
    <article className={styles.sheet} data-paper={paper} aria-label={t('receipt.title')} ref={ref}>
      {mode === 'test' ? <p className={styles.test}>{t('receipt.test')}</p> : null}
      <header className={styles.head}>
        <div className={styles.shop}>
          <p className={styles.shopName}>{shopName}</p>
          {businessNumber === null ? null : (
            <p>{t('receipt.businessNumber', { number: businessNumber })}</p>
          )}
        </div>
        <div className={styles.name}>
          <h1>{t('receipt.title')}</h1>
          {prints === 0 ? null : (
            <p className={styles.again}>{t('receipt.again', { count: prints })}</p>
          )}
        </div>
      </header>
      <p className={styles.amount}>
        <span>{t('receipt.amount')}</span>
        <b>{formatAmount(operation.amount)}</b>
      </p>
      <Section title={t('receipt.payment.title')} facts={paymentFacts(receipt, t)} />
      <Section title={t('receipt.refund.title')} facts={refundFacts(receipt, t)} />
      <TaxParts operation={operation} />
      <Section title={t('receipt.evidence.title')} facts={evidenceFacts(receipt, paper, t)} />
      <footer className={styles.foot}>
        {paper === 'a4' ? <p>{t('receipt.evidence.hashWhy')}</p> : null}
        <p>{t('receipt.notTax')}</p>
        <p>{t('receipt.seoul')}</p>
        <PrintedAt name={printedBy} />
      </footer>
    </article>
  );
}
