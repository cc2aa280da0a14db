import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MonthClose, PeriodClose, PeriodFigures } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { shortDayWords } from './day-words.ts';
import { NetTable } from './net-table.tsx';
import { Paper } from './paper.tsx';
import styles from './period-sheet.module.css';
import type { Period } from './periods.ts';
import sumStyles from './sheet-sums.module.css';
import { Figure, TransferNote } from './sheet-sums.tsx';
import { usePeriodWords } from './use-period-words.ts';

type Sums = PeriodFigures['paid'];
type TaxRow = PeriodFigures['paidByTax'][number];
type Sign = 1 | -1;

/** An empty cell is easier to read past than a zero. */
const cell = (won: number) => (won === 0 ? '' : formatWon(won));

/** The sums of a row, in the order of the columns; 봉사료 only where the period has any. */
function wonsOf({ parts, unknownWon, won }: Sums, sign: Sign, hasFee: boolean): number[] {
  const { taxable, vat, taxFree, serviceFee } = parts;
  const all = [taxable, vat, taxFree, ...(hasFee ? [serviceFee] : []), unknownWon, won];
  return all.map((each) => (each === 0 ? 0 : sign * each));
}

function TaxRows({
  rows,
  total,
  sign,
  hasFee,
}: {
  rows: readonly TaxRow[];
  total: Sums;
  sign: Sign;
  hasFee: boolean;
}) {
  const { t } = useTranslation();
  const flow = sign === 1 ? 'paid' : 'refunded';
  return (
    <tbody>
      <tr className={styles.group}>
        <th scope="rowgroup" colSpan={hasFee ? 8 : 7}>
          {t(`dayClose.sums.${flow}`)}
        </th>
      </tr>
      {rows
        .filter(({ tax, count }) => tax !== 'unknown' || count > 0)
        .map((row) => (
          <tr key={row.tax}>
            <th scope="row">{t(`dayClose.period.tax.${row.tax}`)}</th>
            <td>{formatWon(row.count)}</td>
            {wonsOf(row, sign, hasFee).map((won, index) => (
              <td key={index}>{cell(won)}</td>
            ))}
          </tr>
        ))}
      <tr className={styles.sum}>
        <th scope="row">{t(`dayClose.period.total.${flow}`)}</th>
        <td>{formatWon(total.count)}</td>
        {wonsOf(total, sign, hasFee).map((won, index) => (
          <td key={index}>{formatWon(won)}</td>
        ))}
      </tr>
    </tbody>
  );
}

/** Payments above refunds, so that each column is a line of the VAT return. */
function TaxTable({ figures }: { figures: PeriodFigures }) {
  const { t } = useTranslation();
  const { paid, refunded } = figures;
  const hasFee = paid.parts.serviceFee > 0 || refunded.parts.serviceFee > 0;
  const plus = wonsOf(paid, 1, hasFee);
  const minus = wonsOf(refunded, -1, hasFee);
  const heads = ['supply', 'vat', 'taxFree', ...(hasFee ? (['serviceFee'] as const) : [])] as const;
  return (
    <div
      className={styles.scroll}
      tabIndex={0}
      role="region"
      aria-label={t('dayClose.period.taxTitle')}
    >
      <table className={`${sumStyles.table ?? ''} ${styles.tax ?? ''}`}>
        <caption>
          {t('dayClose.period.taxTitle')} {t('dayClose.tables.won')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('dayClose.tables.part')}</th>
            <th scope="col">{t('dayClose.period.count')}</th>
            {[...heads, 'unknown' as const, 'sum' as const].map((name) => (
              <th key={name} scope="col">
                {t(`dayClose.period.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <TaxRows rows={figures.paidByTax} total={paid} sign={1} hasFee={hasFee} />
        <TaxRows rows={figures.refundedByTax} total={refunded} sign={-1} hasFee={hasFee} />
        <tfoot>
          <tr>
            <th scope="row">{t('dayClose.sums.net')}</th>
            <td />
            {plus.map((won, index) => (
              <td key={index}>{formatWon(won + (minus[index] ?? 0))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Figures({ figures }: { figures: PeriodFigures }) {
  const { t } = useTranslation();
  const { paid, refunded, refundsOfEarlier } = figures;
  const { unknownWon: partsUnknownWon, ...transferred } = figures.transferred;
  const all = [
    { name: 'paid', won: paid.won, count: paid.count },
    { name: 'refunded', won: 0 - refunded.won, count: refunded.count },
    { name: 'net', won: paid.won - refunded.won },
  ] as const;
  return (
    <section aria-label={t('dayClose.sums.label')}>
      <dl className={sumStyles.figures}>
        {all.map(({ name, ...figure }) => (
          <Figure key={name} name={t(`dayClose.sums.${name}`)} {...figure} />
        ))}
      </dl>
      <TransferNote sent={{ ...transferred, partsUnknownWon }} />
      <p className={sumStyles.rule}>
        {t('dayClose.period.rule')}
        {refundsOfEarlier.count === 0
          ? null
          : ` ${t('dayClose.period.earlier', { count: refundsOfEarlier.count })}`}
      </p>
    </section>
  );
}

/** What an accountant has to see to apart from the sums. */
function Apart({ figures }: { figures: PeriodFigures }) {
  const { t } = useTranslation();
  const { refundedByTax, withoutVat, untimed } = figures;
  const unknown = refundedByTax.find(({ tax }) => tax === 'unknown') ?? { count: 0, won: 0 };
  const told = [
    { name: 'unknown', ...unknown },
    { name: 'withoutVat', ...withoutVat },
    { name: 'untimed', ...untimed },
  ] as const;
  return (
    <>
      {told
        .filter(({ count }) => count > 0)
        .map(({ name, count, won }) => (
          <p key={name} className={sumStyles.rule}>
            {t(`dayClose.period.apart.${name}`, { count, won: formatAmount(won) })}
          </p>
        ))}
    </>
  );
}

type Settlement = NonNullable<MonthClose['settlement']>;

/** 정산 of the month's payout days: beside the figures above, and no part of them. */
function SettlementTable({ settlement, month }: { settlement: Settlement; month: string }) {
  const { t } = useTranslation();
  const { expectedWon, depositWon, differenceWon, unexplainedWon } = settlement;
  const { incompleteDays, openDays, unmatchedLines: lines, missing, feeDiffers: fees } = settlement;
  const rows = [
    ['expected', expectedWon],
    ['deposit', depositWon],
    ['difference', differenceWon],
    ['unexplained', unexplainedWon],
  ] as const;
  const told = [
    t('dayClose.period.settlement.apart'),
    incompleteDays > 0 ? t('dayClose.period.settlement.incomplete', { count: incompleteDays }) : '',
    openDays > 0 ? t('dayClose.period.settlement.open', { count: openDays }) : '',
    lines + missing + fees > 0
      ? t('dayClose.period.settlement.toCheck', { lines, missing, fees })
      : '',
  ];
  return (
    <div>
      <table className={sumStyles.table}>
        <caption>
          {t('dayClose.period.settlement.title')} {t('dayClose.tables.won')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('dayClose.period.settlement.row')}</th>
            <th scope="col">{t('dayClose.period.settlement.won')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, won]) => (
            <tr key={name}>
              <th scope="row">{t(`dayClose.period.settlement.${name}`)}</th>
              <td>{formatWon(won)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={sumStyles.rule}>{told.filter((text) => text !== '').join(' ')}</p>
      <p className={styles.screen}>
        <Link to={`/settlement/${month}`}>{t('dayClose.period.settlement.look')}</Link>
      </p>
    </div>
  );
}

/** 월마감표, and the sheet of some days. */
export function PeriodSheet({
  period,
  close,
  notes,
  printedBy,
}: {
  period: Period;
  close: PeriodClose | MonthClose;
  /** What stands on the sheet of a signature and of changes after it. */
  notes: readonly string[];
  printedBy: string;
}) {
  const { t } = useTranslation();
  const title = usePeriodWords()(period);
  const { figures, from, to } = close;
  const total = {
    name: t('dayClose.tables.total'),
    ...{ paid: figures.paid.won, refunded: figures.refunded.won },
  };
  return (
    <Paper
      sheet={close}
      title={title}
      hours={t('dayClose.period.hours', { from: shortDayWords(from, t), to: shortDayWords(to, t) })}
      foot={<p>{t('dayClose.period.printedBy', { name: printedBy })}</p>}
    >
      <Figures figures={figures} />
      <div>
        <TaxTable figures={figures} />
        <Apart figures={figures} />
      </div>
      <NetTable
        title={t('dayClose.tables.methodTitle')}
        first={t('dayClose.tables.method')}
        lines={figures.byMethod.map(({ method, paid, refunded }) => ({
          name: method === null ? t('dayClose.tables.unknownMethod') : t(`common.method.${method}`),
          ...{ paid: paid.won, refunded: refunded.won },
        }))}
        total={total}
      />
      {'settlement' in close && close.settlement !== undefined ? (
        <SettlementTable settlement={close.settlement} month={close.month} />
      ) : null}
      {notes.length === 0 ? null : (
        <div className={styles.notes}>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      <div className={styles.days}>
        <NetTable
          title={t('dayClose.period.days')}
          first={t('dayClose.period.day')}
          lines={figures.days.map(({ day, paid, refunded }) => ({
            name: shortDayWords(day, t),
            ...{ paid: paid.won, refunded: refunded.won },
          }))}
          total={total}
        />
      </div>
    </Paper>
  );
}
