import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import type { ColumnId } from './list-columns.ts';
import type { PaymentSummary } from './payment-list-options.ts';
import styles from './table-foot.module.css';

/** The sums, by the column that they stand under if it is shown. */
const sumNames = { amount: 'paid', refunded: 'refunded', remaining: 'net' } as const;
type SumColumn = keyof typeof sumNames;
const sumColumns = ['amount', 'refunded', 'remaining'] as const satisfies readonly SumColumn[];

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

function sumOf(id: SumColumn, summary: PaymentSummary | undefined): string {
  if (summary === undefined) return '–';
  return formatAmount(id === 'refunded' ? -summary.refunded : summary[sumNames[id]]);
}

function Sum({ id, summary, ofRefunds }: SumsProps & { id: SumColumn }) {
  const { t } = useTranslation();
  if (ofRefunds && id !== 'refunded') return null;
  return (
    <>
      <small>{t(`list.footer.${sumNames[id]}`)}</small>
      <b>{sumOf(id, summary)}</b>
    </>
  );
}

function Count({ summary, ofRefunds }: SumsProps) {
  const { t } = useTranslation();
  return (
    <>
      {summary === undefined ? '–' : t('list.footer.count', { count: summary.count })}{' '}
      <span className={styles.dim}>
        · {t(`list.footer.note.${ofRefunds ? 'refunds' : 'payments'}`)}
      </span>
      {summary === undefined || summary.transferred === 0 ? null : (
        <span className={styles.dim}>
          {' '}
          · {t('list.footer.transfer', { amount: formatAmount(summary.transferred) })}
        </span>
      )}
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
  const { summary } = sums;
  const boxed = boxes ? 1 : 0;
  const first = columns.findIndex(({ id }) => isSum(id));
  const before = columns.slice(0, Math.max(first, 0));
  const roomy = before.reduce((px, { widthPx }) => px + widthPx, 0) >= COUNT_PX;
  const under = sumColumns.every((id) => {
    const neededPx = sumOf(id, summary).length * SIGN_PX + AROUND_PX;
    return columns.some((column) => column.id === id && column.widthPx >= neededPx);
  });
  if (!under || !roomy || roomPx !== null) {
    return (
      <tfoot className={styles.foot}>
        <tr aria-rowindex={rowIndex}>
          <th scope="row" colSpan={columns.length + boxed + (menu ? 1 : 0)}>
            <span
              className={styles.line}
              style={roomPx === null ? undefined : { width: roomPx - 24 }}
            >
              <span>
                <Count {...sums} />
              </span>
              {sumColumns.map((id) => (
                <span key={id} className={styles.sum}>
                  <Sum id={id} {...sums} />
                </span>
              ))}
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
          <Count {...sums} />
        </th>
        {columns.slice(first).map(({ id }) =>
          isSum(id) ? (
            <td key={id} className="num">
              <Sum id={id} {...sums} />
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
