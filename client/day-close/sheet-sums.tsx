import { useTranslation } from 'react-i18next';
import type { DayClose } from '../../shared/api.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatAmount } from '../format.ts';
import { clockWords } from './day-words.ts';
import { NetTable } from './net-table.tsx';
import styles from './sheet-sums.module.css';

type Sheet = Pick<
  DayClose,
  'date' | 'paid' | 'refunded' | 'refundedOfPaid' | 'transferred' | 'byMethod' | 'partsNotTold'
>;

/** One of a sheet's three amounts. */
export function Figure({
  name,
  won,
  count,
  note,
}: {
  name: string;
  won: number;
  count?: number;
  note?: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.figure}>
      <dt>
        {name}
        {count === undefined ? null : <span>{t('dayClose.count', { count })}</span>}
      </dt>
      <dd>
        <b>{formatAmount(won)}</b>
        {note === undefined ? null : <span>{note}</span>}
      </dd>
    </div>
  );
}

/** What was given back by bank transfer, beside the refunds; nothing where there was none. */
export function TransferNote({ sent }: { sent: DayClose['transferred'] }) {
  const { t } = useTranslation();
  if (sent.count === 0) return null;
  return (
    <p className={styles.rule}>
      {t('dayClose.sums.transfer', {
        count: sent.count,
        won: formatAmount(sent.won),
        taxable: formatAmount(sent.parts.taxable),
        vat: formatAmount(sent.parts.vat),
        taxFree: formatAmount(sent.parts.taxFree),
        serviceFee: formatAmount(sent.parts.serviceFee),
        unknown: formatAmount(sent.partsUnknownWon),
      })}
    </p>
  );
}

/** The amounts of the day: paid, refunded, net. */
export function SheetSums({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const { date, paid, refunded, refundedOfPaid, transferred } = sheet;
  const times = ({ firstAt, lastAt }: DayClose['paid']) =>
    firstAt === null || lastAt === null
      ? t('dayClose.sums.none')
      : t('dayClose.sums.times', {
          first: clockWords(firstAt, date),
          last: clockWords(lastAt, date),
        });
  return (
    <section aria-label={t('dayClose.sums.label')}>
      <dl className={styles.figures}>
        <Figure
          name={t('dayClose.sums.paid')}
          won={paid.won}
          count={paid.count}
          note={times(paid)}
        />
        <Figure
          name={t('dayClose.sums.refunded')}
          // `0 -` instead of a unary minus, which would make −0 of a day without refunds.
          won={0 - refunded.won}
          count={refunded.count}
          note={times(refunded)}
        />
        <Figure
          name={t('dayClose.sums.net')}
          won={paid.won - refunded.won}
          note={t('dayClose.sums.netNote')}
        />
      </dl>
      <TransferNote sent={transferred} />
      <p className={styles.rule}>{t('dayClose.sums.rule')}</p>
      <p className={styles.rule}>
        {t('dayClose.sums.otherCut', {
          paid: formatAmount(paid.won),
          refunded: formatAmount(refundedOfPaid),
          net: formatAmount(paid.won - refundedOfPaid),
        })}
      </p>
    </section>
  );
}

/** Notes on tax parts that Toss did not give and that are estimated. */
function PartNotes({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const { paid, refunded, partsNotTold } = sheet;
  const orders = partsNotTold.items.map(({ orderNo }) => orderNo).join(', ');
  const more =
    partsNotTold.left === 0 ? '' : ` ${t('dayClose.tables.more', { count: partsNotTold.left })}`;
  return (
    <>
      {paid.estimated === 0 ? null : (
        <p className={styles.rule}>
          {t('dayClose.tables.estimatedPaid', { count: paid.estimated })}{' '}
          <span className={styles.orders}>{orders}</span>
          {more}
        </p>
      )}
      {refunded.estimated === 0 ? null : (
        <p className={styles.rule}>
          {t('dayClose.tables.estimatedRefunds', { count: refunded.estimated })}
        </p>
      )}
    </>
  );
}

/** The day by method and by tax part; both add up to the same amounts. */
export function SheetTables({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const { paid, refunded, byMethod } = sheet;
  const total = {
    name: t('dayClose.tables.total'),
    paid: paid.won,
    refunded: refunded.won,
  };
  const methods = byMethod.map(({ method, paid: came, refunded: back }) => ({
    name: method === null ? t('dayClose.tables.unknownMethod') : t(`common.method.${method}`),
    paid: came.won,
    refunded: back.won,
    counts: { paid: came.count, refunded: back.count },
  }));
  const parts = taxParts.map((part) => ({
    name: t(`common.part.${part}`),
    paid: paid.parts[part],
    refunded: refunded.parts[part],
  }));
  const unknown = {
    name: t('dayClose.tables.unknownPart'),
    paid: paid.partsUnknownWon,
    refunded: refunded.partsUnknownWon,
  };
  const isAllKnown = unknown.paid === 0 && unknown.refunded === 0;
  return (
    <div className={styles.tables}>
      <NetTable
        title={t('dayClose.tables.methodTitle')}
        first={t('dayClose.tables.method')}
        lines={methods}
        total={{ ...total, counts: { paid: paid.count, refunded: refunded.count } }}
      />
      <div>
        <NetTable
          title={t('dayClose.tables.taxTitle')}
          first={t('dayClose.tables.part')}
          lines={isAllKnown ? parts : [...parts, unknown]}
          total={total}
        />
        <PartNotes sheet={sheet} />
      </div>
    </div>
  );
}
