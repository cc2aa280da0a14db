import { memo, type MouseEvent } from 'react';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { useWords } from '../copy/use-words.ts';
import type { ColumnId } from './list-columns.ts';
import styles from './payment-table.module.css';
import { PickBox } from './pick-box.tsx';
import type { RowActions } from './row-actions.ts';
import { RowCell } from './row-cells.tsx';
import { RowMenu } from './row-menu.tsx';

export interface RowProps extends RowActions {
  payment: ListedPayment;
  /** The address of the payment, with the list's filter. */
  href: string;
  /** The column ids, separated by spaces: a string keeps `memo` from rendering all rows again. */
  columns: string;
  /** Beside an open payment there is no room for it. */
  menu: boolean;
  picked: boolean;
  /**
   * `null` if rows can't be picked.
   * @param toHere also picks the rows from the one pressed before
   */
  onPick: ((payToken: string, toHere: boolean) => void) | null;
  /** Its row number in the table, whose head is 1; rows that are not rendered count too. */
  rowIndex: number;
  role: Role;
  offline: boolean;
  open: boolean;
  flash: boolean;
}

function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, label') !== null;
}

/** One payment. The link is the order number; the row is a larger target for the mouse. */
export const PaymentRow = memo(function PaymentRow(props: RowProps) {
  const { payment, href, columns, menu, picked, rowIndex, open, flash, onOpen, onPick } = props;
  const t = useWords();
  const lit = open || picked;
  const classes = [styles.row, lit ? styles.open : '', flash ? styles.flash : ''];
  return (
    <tr
      className={classes.join(' ')}
      data-pay-token={payment.payToken}
      aria-rowindex={rowIndex}
      aria-current={open ? 'true' : undefined}
      onClick={(event) => {
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!isOnControl(event) && !selecting) onOpen(payment.payToken);
      }}
    >
      {onPick === null ? null : (
        <td className={styles.pick}>
          <PickBox
            label={t('list.pick.one', { orderNo: payment.orderNo })}
            picked={picked}
            onPress={({ shiftKey }) => onPick(payment.payToken, shiftKey)}
          />
        </td>
      )}
      {(columns.split(' ') as ColumnId[]).map((id) => (
        <RowCell key={id} id={id} payment={payment} href={href} />
      ))}
      {menu ? (
        <td className={styles.menu} onClick={(event) => event.stopPropagation()}>
          <RowMenu {...props} />
        </td>
      ) : null}
    </tr>
  );
});
