import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkRow, BulkState } from '../../shared/bulk-refund.ts';
import { formatAmount } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { shortToken } from '../ui/short-token.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { findingText, rowWords } from './finding-words.ts';
import styles from './row-table.module.css';

/** The selection of rows, where it can still be changed. */
export interface RowChoice {
  isChosen: (row: BulkRow) => boolean;
  onChoose: (position: number, chosen: boolean) => void;
}

/** `null` before the run: the findings are shown instead of the outcomes. */
type RunState = BulkState | null;

function OrderNumber({ row }: { row: BulkRow }) {
  const { t } = useTranslation();
  const { orderNo, payToken } = row;
  const text = orderNo ?? (payToken === null ? t('bulk.unknownOrder') : shortToken(payToken));
  if (payToken === null) return <span className="mono">{text}</span>;
  return (
    <Link to={`/payments/${encodeURIComponent(payToken)}`} className="mono">
      {text}
    </Link>
  );
}

function Why({ row, runState }: { row: BulkRow; runState: RunState }) {
  const { t } = useTranslation();
  if (runState === null) {
    return row.findings.map((finding) => <p key={finding.code}>{findingText(finding, t)}</p>);
  }
  const { kind, word, why } = rowWords(row, runState, t);
  return (
    <>
      <PlainChip kind={kind} word={word} />
      {why === null ? null : <p>{why}</p>}
    </>
  );
}

interface LineProps {
  row: BulkRow;
  runState: RunState;
  /** `null` if rows can't be selected here. */
  chosen: boolean | null;
  onChoose: RowChoice['onChoose'] | null;
  /** At least one of the rows has something in the column of findings or reasons. */
  hasWhy: boolean;
}

/** One row, memoized because there may be hundreds. */
const Line = memo(function Line({ row, runState, chosen, onChoose, hasWhy }: LineProps) {
  const { t } = useTranslation();
  const { position, orderNo, productDesc, amount, reason } = row;
  return (
    <div role="row" className={styles.row} data-row={position}>
      {onChoose === null ? null : (
        <div role="cell" className={styles.check}>
          <Check
            type="checkbox"
            label={
              <span className="vh">
                {t('bulk.check.include', { orderNo: orderNo ?? String(position + 1) })}
              </span>
            }
            checked={chosen === true}
            onChange={(next) => onChoose(position, next)}
          />
        </div>
      )}
      <div role="cell" className={styles.number}>
        {position + 1}
      </div>
      <div role="cell" className={styles.order}>
        <OrderNumber row={row} />
      </div>
      <div role="cell" className={styles.product} title={productDesc ?? undefined}>
        {productDesc ?? t('common.none')}
      </div>
      <div
        role="cell"
        className={chosen === false ? `${styles.amount ?? ''} ${styles.off ?? ''}` : styles.amount}
      >
        {amount === null ? t('common.none') : formatAmount(amount)}
      </div>
      <div role="cell" className={styles.reason} title={reason}>
        {reason}
      </div>
      {hasWhy ? (
        <div role="cell" className={styles.why}>
          <Why row={row} runState={runState} />
        </div>
      ) : null}
    </div>
  );
});

/** Rows of a run: a table, or cards on a phone. */
export function RowTable({
  label,
  rows,
  runState,
  choice = null,
}: {
  label: string;
  rows: readonly BulkRow[];
  runState: RunState;
  choice?: RowChoice | null;
}) {
  const { t } = useTranslation();
  const hasWhy = runState !== null || rows.some(({ findings }) => findings.length > 0);
  const looks = [styles.table, choice === null ? '' : hasWhy ? styles.chosen : styles.plain];
  return (
    <div role="table" aria-label={label} className={looks.join(' ').trim()}>
      <div role="rowgroup">
        <div role="row" className={`${styles.row ?? ''} ${styles.head ?? ''}`}>
          {choice === null ? null : (
            <div role="columnheader">
              <span className="vh">{t('bulk.columns.include')}</span>
            </div>
          )}
          <div role="columnheader">
            <span className="vh">{t('bulk.columns.number')}</span>
          </div>
          <div role="columnheader">{t('bulk.columns.orderNo')}</div>
          <div role="columnheader">{t('bulk.columns.product')}</div>
          <div role="columnheader" className={styles.amount}>
            {t('bulk.columns.amount')}
          </div>
          <div role="columnheader" className={styles.afterAmount}>
            {t('bulk.columns.reason')}
          </div>
          {hasWhy ? (
            <div role="columnheader">
              {t(runState === null ? 'bulk.columns.why' : 'bulk.columns.state')}
            </div>
          ) : null}
        </div>
      </div>
      <div role="rowgroup">
        {rows.map((row) => (
          <Line
            key={row.position}
            row={row}
            runState={runState}
            chosen={choice === null ? null : choice.isChosen(row)}
            onChoose={choice === null ? null : choice.onChoose}
            hasWhy={hasWhy}
          />
        ))}
      </div>
    </div>
  );
}
