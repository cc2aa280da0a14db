import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import type { ColumnId } from './list-columns.ts';
import type { PaymentSummary } from './payment-list-options.ts';
import styles from './table-foot.module.css';

/** The sums, by the column that they stand under if it is shown. */
export const sumNames = { amount: 'paid', refunded: 'refunded', remaining: 'net' } as const;
type SumColumn = keyof typeof sumNames;
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
  return id in sumNames;
}

interface SumsProps {
  summary: PaymentSummary | undefined;
  /** They count refunds alone: nothing is paid in them. */
  ofRefunds: boolean;
}

export function sumOf(id: SumColumn, summary: PaymentSummary | undefined): string {
  if (summary === undefined) return '–';
  return formatAmount(id === 'refunded' ? -summary.refunded : summary[sumNames[id]]);
}

/** The width that shows a sum in full. */
export function sumPx(id: SumColumn, summary: PaymentSummary | undefined): number {
  return Math.ceil(sumOf(id, summary).length * SIGN_PX) + AROUND_PX;
}

/** Refunds alone have one sum, and payments that nobody has paid yet have none. */
export function sumsOf({ summary, ofRefunds }: SumsProps): readonly SumColumn[] {
  if (ofRefunds) return ['refunded'];
  const isPaid = summary === undefined || summary.paid !== 0 || summary.refunded !== 0;
  return isPaid ? sumColumns : [];
}

/** The key of what is said of the sums: whose refunds they count. */
export function noteOf(sums: SumsProps) {
  if (sums.ofRefunds) return 'list.footer.note.refunds';
  return sumsOf(sums).length === 0 ? 'list.footer.unpaid' : 'list.footer.note.payments';
}

interface CountProps extends SumsProps {
  /** The sums without a column of their own. */
  beside: readonly SumColumn[];
}

/** How many payments there are, the sums that have no column, and whose the refunds are. */
function Count({ beside, ...sums }: CountProps) {
  const { t } = useTranslation();
  const { summary } = sums;
  return (
    <>
      <b>{summary === undefined ? '–' : t('list.footer.count', { count: summary.count })}</b>
      {beside.map((id) => (
        <span key={id} className={styles.beside}>
          {' · '}
          {t(`list.footer.${sumNames[id]}`)} <b>{sumOf(id, summary)}</b>
        </span>
      ))}
      <small className={styles.note}>
        {t(noteOf(sums))}
        {summary === undefined || summary.transferred === 0
          ? null
          : ` · ${t('list.footer.transfer', { amount: formatAmount(summary.transferred) })}`}
      </small>
    </>
  );
}

interface FootProps extends SumsProps {
  columns: readonly { id: ColumnId; widthPx: number }[];
  /** Whether there is a checkbox column at the start and a menu column at the end. */
  boxes: boolean;
  menu: boolean;
  rowIndex: number;
  /** The visible width of a wide table; `null` if all of it is visible. */
  roomPx: number | null;
}

/** The count and sums of the whole filter, which stay visible while the rows scroll. */
export function TableFoot({ columns, boxes, menu, rowIndex, roomPx, ...sums }: FootProps) {
  const { t } = useTranslation();
  const { summary } = sums;
  const boxed = boxes ? 1 : 0;
  const first = columns.findIndex(({ id }) => isSum(id));
  const before = columns.slice(0, Math.max(first, 0));
  const roomy = before.reduce((px, { widthPx }) => px + widthPx, 0) >= COUNT_PX;
  // A table that scrolls sideways would take its sums along.
  const shown = sumsOf(sums);
  const under = roomy && roomPx === null && shown.length > 0;
  const isUnder = (id: SumColumn) =>
    under &&
    shown.includes(id) &&
    columns.some((one) => one.id === id && one.widthPx >= sumPx(id, summary));
  const count = <Count {...sums} beside={shown.filter((id) => !isUnder(id)).toReversed()} />;
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
              <small>{t(`list.footer.${sumNames[id]}`)}</small>
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
