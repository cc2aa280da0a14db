import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../shared/api.ts';
import styles from './method-figures.module.css';
import { percent } from './figure-words.ts';
import { MoneyTable } from './money-table.tsx';

function Share({ share }: { share: number }) {
  return (
    <span className={styles.share}>
      {percent(share)}
      <svg width="100%" height={8} aria-hidden="true">
        <rect className={styles.whole} width="100%" height={8} rx={4} />
        <rect className={styles.part} width={`${share * 100}%`} height={8} rx={4} />
      </svg>
    </span>
  );
}

/** The figures by payment method. There are few, so a table with bars replaces a chart. */
export function MethodFigures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const id = useId();
  const { byMethod, span } = overview;
  const title = t('overview.methods.title');
  const rows = byMethod.map(({ method, ...money }) => ({
    key: method ?? 'unknown',
    head: method === null ? t('overview.methods.unknown') : t(`common.method.${method}`),
    money,
    share: span.paid === 0 ? t('common.none') : <Share share={money.paid / span.paid} />,
  }));
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <MoneyTable
        title={title}
        head={t('overview.methods.method')}
        rows={rows}
        share={t('overview.methods.share')}
      />
    </section>
  );
}
