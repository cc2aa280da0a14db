import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import type { ColumnId } from './list-columns.ts';
import type { PaymentSummary } from './payment-list-options.ts';
import styles from './table-foot.module.css';

/** The sums, by the column that they stand under if it is shown. */
const sums = { amount: 'paid', refunded: 'refunded', remaining: 'net' } as const;
type SumColumn = keyof typeof sums;
export const sumColumns = [
  'amount',
  'refunded',
  'remaining',
] as const satisfies readonly SumColumn[];

/** The minimum width of the count and its note, before the first sum. */
const COUNT_PX = 240;
/** The average width of a character in a sum: commas are narrower than digits, 원 is wider. */
const SIGN_PX = 8.4;
/** The padding of a sum's column. */
const AROUND_PX = 20;

function isSum(id: ColumnId): id is SumColumn {
  return id in sums;
}

function sumOf(id: SumColumn, summary: PaymentSummary | undefined): string {
  if (summary === undefined) return '–';
  return formatAmount(id === 'refunded' ? -summary.refunded : summary[sums[id]]);
}

/** The width that shows a sum in full. */
export function sumPx(id: SumColumn, summary: PaymentSummary | undefined): number {
  return Math.ceil(sumOf(id, summary).length * SIGN_PX) + AROUND_PX;
}

/** Payments that nobody has paid yet have no sums. */
export function hasSums(summary: PaymentSummary | undefined): boolean {
  return summary === undefined || summary.paid !== 0 || summary.refunded !== 0;
}

interface CountProps {
  summary: PaymentSummary | undefined;
  /** The sums without a column of their own. */
  beside: readonly SumColumn[];
}

/** How many payments there are, the sums that have no column, and whose the refunds are. */
function Count({ summary, beside }: CountProps) {
  const { t } = useTranslation();
  const summed = hasSums(summary);
  return (
    <>
      <b>{summary === undefined ? '–' : t('list.footer.count', { count: summary.count })}</b>
      {summed
        ? beside.map((id) => (
            <span key={id} className={styles.beside}>
              {' · '}
              {t(`list.footer.${sums[id]}`)} <b>{sumOf(id, summary)}</b>
            </span>
          ))
        : null}
      <small className={styles.note}>{t(summed ? 'list.footer.note' : 'list.footer.unpaid')}</small>
    </>
  );
}

interface FootProps {
  columns: readonly { id: ColumnId; widthPx: number }[];
  /** Whether there is a checkbox column at the start and a menu column at the end. */
  boxes: boolean;
  menu: boolean;
  summary: PaymentSummary | undefined;
  rowIndex: number;
  /** The visible width of a wide table; `null` if all of it is visible. */
  roomPx: number | null;
}

/** The count and sums of the whole filter, which stay visible while the rows scroll. */
export function TableFoot({ columns, boxes, menu, summary, rowIndex, roomPx }: FootProps) {
  const { t } = useTranslation();
  const boxed = boxes ? 1 : 0;
  const first = columns.findIndex(({ id }) => isSum(id));
  const before = columns.slice(0, Math.max(first, 0));
  const roomy = before.reduce((px, { widthPx }) => px + widthPx, 0) >= COUNT_PX;
  // A table that scrolls sideways would take its sums along.
  const under = roomy && roomPx === null && hasSums(summary);
  const isUnder = (id: SumColumn) =>
    under && columns.some((one) => one.id === id && one.widthPx >= sumPx(id, summary));
  const count = (
    <Count summary={summary} beside={sumColumns.filter((id) => !isUnder(id)).toReversed()} />
  );
  if (!under) {
    return (
      <tfoot className={styles.foot}>
        <tr aria-rowindex={rowIndex}>
          <th scope="row" colSpan={columns.length + boxed + (menu ? 1 : 0)}>
            <span
              className={styles.line}
              style={roomPx === null ? undefined : { width: roomPx - 24 }}
            >
              {count}
            </span>
          </th>
        </tr>
      </tfoot>
    );
  }
  return (
    <tfoot className={styles.foot}>
      <tr aria-rowindex={rowIndex}>
        <th scope="row" colSpan={before.length + boxed}>
          {count}
        </th>
        {columns.slice(first).map(({ id }) =>
          isSum(id) && isUnder(id) ? (
            <td key={id} className="num">
              <small>{t(`list.footer.${sums[id]}`)}</small>
              <b>{sumOf(id, summary)}</b>
            </td>
          ) : (
            <td key={id} />
          ),
        )}
        {menu ? <td /> : null}
      </tr>
    </tfoot>
  );
}
