import { Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { formatAmount } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { announce } from '../ui/announcer.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { shortToken } from '../ui/short-token.ts';
import { TextInput } from '../ui/text-input.tsx';
import { WonInput } from '../ui/won-input.tsx';
import styles from './hand-list.module.css';
import { newHandRow, type HandRow, type PickedPayment } from './list-form.ts';

interface HandListProps {
  rows: readonly HandRow[];
  /** Numbers of the rows with a fault, counted from 1. */
  wrong: ReadonlySet<number>;
  onRows: (change: (rows: readonly HandRow[]) => readonly HandRow[]) => void;
  /** Called when several lines or cells are pasted, which a single field can't hold. */
  onPasteList: (text: string) => void;
  onSettled: () => void;
}

/** A picked payment: its order number, product and refundable amount. */
function Picked({ payToken, shown }: PickedPayment) {
  const { t } = useTranslation();
  // Fetched only if the list did not pass the payment along: there may be hundreds of rows.
  const { data } = useQuery({ ...paymentOptions(payToken), enabled: shown === undefined });
  const known = shown ?? data?.payment;
  if (known === undefined) return <span className="mono">{shortToken(payToken)}</span>;
  const { orderNo, productDesc, remaining } = known;
  return (
    <span className={styles.picked}>
      <span className="mono">{orderNo}</span>
      <span className={styles.facts}>
        <span className={styles.product}>{productDesc}</span>
        <span>· {t('operations.refund.left', { amount: formatAmount(remaining) })}</span>
      </span>
    </span>
  );
}

interface RowProps {
  row: HandRow;
  n: number;
  isWrong: boolean;
  onChange: (key: number, part: Partial<HandRow>) => void;
  onRemove: (key: number) => void;
  onPasteList: (text: string) => void;
}

const Row = memo(function Row({ row, n, isWrong, onChange, onRemove, onPasteList }: RowProps) {
  const { t } = useTranslation();
  const { key, orderNo, picked, amount, reason } = row;
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain').trimEnd();
    if (!/[\n\t]/.test(text)) return;
    // Without this the single-line field would join the pasted lines.
    event.preventDefault();
    onPasteList(text);
  };
  return (
    <li className={styles.row} data-row={n}>
      <span className={styles.n} aria-hidden="true">
        {n}
      </span>
      {picked === null ? (
        <TextInput
          aria-label={t('bulk.form.orderOf', { n })}
          aria-invalid={isWrong ? true : undefined}
          placeholder={t('bulk.form.orderNo')}
          autoComplete="off"
          spellCheck={false}
          value={orderNo}
          onPaste={paste}
          onChange={(event) => onChange(key, { orderNo: event.currentTarget.value })}
        />
      ) : (
        <Picked {...picked} />
      )}
      <WonInput
        aria-label={t('bulk.form.amountOf', { n })}
        value={amount}
        onChange={(won) => onChange(key, { amount: won })}
      />
      <TextInput
        aria-label={t('bulk.form.reasonOf', { n })}
        placeholder={t('bulk.form.commonReason')}
        value={reason}
        onChange={(event) => onChange(key, { reason: event.currentTarget.value })}
      />
      <IconButton label={t('bulk.form.remove', { n })} onClick={() => onRemove(key)}>
        <IconX size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
    </li>
  );
});

/** Stable callbacks, so that the memoized rows render only when they change. */
function useRowActs(onRows: HandListProps['onRows']) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const onChange = useCallback(
    (key: number, part: Partial<HandRow>) =>
      onRows((rows) => rows.map((row) => (row.key === key ? { ...row, ...part } : row))),
    [onRows],
  );
  const onRemove = useCallback(
    (key: number) => {
      const before = [...(list.current?.children ?? [])];
      const n = before.findIndex((one) => one.contains(document.activeElement)) + 1;
      flushSync(() =>
        onRows((rows) => {
          const left = rows.filter((row) => row.key !== key);
          return left.length === 0 ? [newHandRow()] : left;
        }),
      );
      announce(t('bulk.form.removed', { n }));
      const rows = list.current?.children ?? [];
      rows[Math.min(n, rows.length) - 1]?.querySelector<HTMLElement>('input')?.focus();
    },
    [onRows, t],
  );
  return { list, onChange, onRemove };
}

/** The form's orders as editable rows. */
export function HandList(props: HandListProps) {
  const { t } = useTranslation();
  const { rows, wrong, onRows, onSettled } = props;
  const { list, onChange, onRemove } = useRowActs(onRows);
  const isFull = rows.length >= BULK_MAX_ROWS;
  const focusRow = (n: number) => {
    list.current?.querySelector<HTMLElement>(`[data-row="${n}"] input`)?.focus();
  };
  const add = () => {
    if (isFull) return;
    flushSync(() => onRows((before) => [...before, newHandRow()]));
    focusRow(rows.length + 1);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    // Enter goes on to the next row. Ctrl+Enter is not handled here: it submits the form.
    event.preventDefault();
    const n = Number(event.target.closest('li')?.dataset['row'] ?? 0);
    if (n === rows.length) add();
    else focusRow(n + 1);
  };
  return (
    <div className={styles.hand} onKeyDown={keys} onBlur={onSettled}>
      <div className={styles.head} aria-hidden="true">
        <span />
        <span>{t('bulk.form.orderNo')}</span>
        <span>{t('bulk.form.amountHead')}</span>
        <span>{t('bulk.form.reason')}</span>
      </div>
      <ol ref={list} className={styles.rows}>
        {rows.map((row, index) => (
          <Row
            key={row.key}
            row={row}
            n={index + 1}
            isWrong={wrong.has(index + 1)}
            onChange={onChange}
            onRemove={onRemove}
            onPasteList={props.onPasteList}
          />
        ))}
      </ol>
      <Button
        className={styles.add ?? ''}
        disabled={isFull}
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        onClick={add}
      >
        {t('bulk.form.add')}
      </Button>
    </div>
  );
}
