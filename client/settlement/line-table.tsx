import { IconAlertTriangle, IconCheck, IconEqualNot, IconHelpCircle } from '@tabler/icons-react';
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettlementDay, SettlementLine } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import type { ChipKind } from '../parts/chip-kind.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { useExplained } from './line-explained.tsx';
import type { Entry, LineKind } from './line-kind.ts';
import styles from './line-table.module.css';
import { dayText, feeText, typeText } from './settlement-words.ts';

const chips: Record<Exclude<LineKind, 'matched'>, [ChipKind, typeof IconCheck]> = {
  'amount-differs': ['drift', IconEqualNot],
  'not-in-books': ['drift', IconHelpCircle],
  'unknown-type': ['unknown', IconHelpCircle],
  'fee-differs': ['review', IconAlertTriangle],
  missing: ['drift', IconHelpCircle],
  gone: ['ready', IconAlertTriangle],
};

function Kind({ kind }: { kind: LineKind }) {
  const { t } = useTranslation();
  const word = t(`settlement.kind.${kind}`);
  if (kind === 'matched') {
    return (
      <span className={styles.fits}>
        <IconCheck size={14} stroke={2} aria-hidden="true" />
        {word}
      </span>
    );
  }
  const [chip, Icon] = chips[kind];
  return <PlainChip kind={chip} word={word} Icon={Icon} />;
}

type Own = Pick<NonNullable<SettlementLine['own']>, 'payToken' | 'orderNo'>;

/** The payment of an entry; without one, a search for the order number. */
function Order({ own, orderNo }: { own: Own | null; orderNo: string }) {
  const { t } = useTranslation();
  if (own !== null) {
    return (
      <Link to={`/payments/${encodeURIComponent(own.payToken)}`} className={styles.order}>
        {own.orderNo}
      </Link>
    );
  }
  return (
    <Link to={`/payments?q=${encodeURIComponent(orderNo)}&period=all`}>
      {t('settlement.lines.find')}
    </Link>
  );
}

function OwnCells({ own, orderNo }: { own: SettlementLine['own']; orderNo: string }) {
  return (
    <>
      <td className={styles.books}>
        <Order own={own} orderNo={orderNo} />
      </td>
      <td className={styles.product}>{own?.productDesc}</td>
      <td className={styles.wide}>{own === null ? '–' : formatWon(own.won)}</td>
    </>
  );
}

/** A day beside its entries, where they are of several days. */
function DayCell({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const day = entry.kind === 'missing' ? entry.missing.expectedOn : entry.line.dueDay;
  return (
    <td className={styles.date}>
      {day === null ? t('settlement.unmatched.noDay') : dayText(day, t)}
    </td>
  );
}

function Row({ entry, withDay }: { entry: Entry; withDay: boolean }) {
  const { t } = useTranslation();
  const explained = useExplained()(entry);
  const day = withDay ? <DayCell entry={entry} /> : null;
  const cells =
    entry.kind === 'missing' ? (
      <>
        <td className={styles.type}>{typeText(entry.missing.kind, t)}</td>
        <td className={styles.number}>
          <span className={styles.narrow}>{formatWon(entry.missing.won)}</span>
          <span className={styles.wideOnly}>–</span>
        </td>
        <td className={styles.wide} />
        <td className={styles.wide} />
        <td className={styles.settled} />
        <OwnCells own={entry.missing} orderNo={entry.missing.orderNo} />
      </>
    ) : (
      <>
        <td className={styles.type}>{typeText(entry.line.type, t)}</td>
        <td className={styles.amount}>{formatWon(entry.line.amount)}</td>
        <td className={styles.fee}>{feeText(entry.line.fee)}</td>
        <td className={styles.fee}>{feeText(entry.line.vat)}</td>
        <td className={clsx(styles.amount, styles.settled)}>{formatWon(entry.line.settled)}</td>
        <OwnCells own={entry.line.own} orderNo={entry.line.orderNo} />
      </>
    );
  const own = entry.kind === 'missing' ? entry.missing : entry.line.own;
  const orderNo = entry.kind === 'missing' ? entry.missing.orderNo : entry.line.orderNo;
  return (
    <>
      <tr
        className={styles.row}
        data-kind={entry.kind}
        data-open={explained === null ? undefined : ''}
      >
        <th scope="row">
          <Kind kind={entry.kind} />
          <span className={styles.narrow}>
            <Order own={own} orderNo={orderNo} />
          </span>
        </th>
        {day}
        {cells}
      </tr>
      {explained === null ? null : (
        <tr className={styles.explained}>
          <td colSpan={withDay ? 10 : 9}>{explained}</td>
        </tr>
      )}
    </>
  );
}

function Head({ withDay }: { withDay: boolean }) {
  const { t } = useTranslation();
  const word = (
    name: 'type' | 'amount' | 'fee' | 'vat' | 'settled' | 'order' | 'product' | 'own',
  ) => t(`settlement.lines.${name}`);
  return (
    <thead>
      <tr className={styles.groups}>
        <th scope="colgroup" colSpan={withDay ? 7 : 6}>
          {t('settlement.lines.toss')}
        </th>
        <th scope="colgroup" colSpan={3} className={styles.books}>
          {t('settlement.lines.books')}
        </th>
      </tr>
      <tr>
        <th scope="col">
          <span className="vh">{t('settlement.lines.state')}</span>
        </th>
        {withDay ? <th scope="col">{t('settlement.unmatched.due')}</th> : null}
        <th scope="col">{word('type')}</th>
        <th scope="col" className={styles.number}>
          {word('amount')}
        </th>
        <th scope="col" className={styles.fee}>
          {word('fee')}
        </th>
        <th scope="col" className={styles.fee}>
          {word('vat')}
        </th>
        <th scope="col" className={clsx(styles.number, styles.settled)}>
          {word('settled')}
        </th>
        <th scope="col" className={styles.books}>
          {word('order')}
        </th>
        <th scope="col" className={styles.product}>
          {word('product')}
        </th>
        <th scope="col" className={styles.wide}>
          {word('own')}
        </th>
      </tr>
    </thead>
  );
}

function Foot({ sums, entries }: { sums: SettlementDay['sums']; entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const own = entries.flatMap((entry) =>
    entry.kind === 'missing' ? entry.missing : entry.kind === 'gone' ? [] : (entry.line.own ?? []),
  );
  const ownWon = own.reduce((sum, { won }) => sum + won, 0);
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={2}>
          {t('settlement.lines.sumToss', { count: sums.lines })}
        </th>
        <td className={styles.amount}>{formatWon(sums.amount)}</td>
        <td className={styles.fee}>{feeText(sums.fee)}</td>
        <td className={styles.fee}>{feeText(sums.vat)}</td>
        <td className={styles.amount}>{formatWon(sums.settled)}</td>
        <td className={styles.books} colSpan={2}>
          {t('settlement.lines.sumBooks', { count: own.length })}
        </td>
        <td className={styles.wide}>{formatWon(ownWon)}</td>
      </tr>
    </tfoot>
  );
}

/** Lines of Toss beside our payments and refunds. */
export function LineTable({
  label,
  entries,
  sums,
  withDay = false,
}: {
  label: string;
  entries: readonly Entry[];
  /** Of all entries, for the foot. */
  sums?: SettlementDay['sums'] | undefined;
  /** The entries are of several days. */
  withDay?: boolean;
}) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-days={withDay ? '' : undefined} aria-label={label}>
        <Head withDay={withDay} />
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} withDay={withDay} />
          ))}
        </tbody>
        {sums === undefined ? null : <Foot sums={sums} entries={entries} />}
      </table>
    </div>
  );
}
