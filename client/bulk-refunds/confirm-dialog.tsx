import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import { MoneyDialog, MoneyDialogHead } from '../parts/money-dialog.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { useTypedAmount } from '../parts/typed-amount.tsx';
import styles from './confirm-dialog.module.css';

/** The mode (test or live) and the shop, shown around the dialog. */
export interface MoneyFrame {
  mode: Mode;
  shopName: string;
}

interface ConfirmDialogProps {
  frame: MoneyFrame;
  title: string;
  /** What will be done, in one sentence. */
  sentence: ReactNode;
  /** The effect on the money, in one sentence. */
  money: string;
  confirm: string;
  /** Won that have to be typed to confirm. */
  typedWon?: number;
  pending: boolean;
  /** Why the last attempt failed. */
  problem: ReactNode;
  onClose: () => void;
  onConfirm: () => void;
  children?: ReactNode;
}

/** A confirmation dialog: one sentence, its effect on the money, one button. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  const { frame, title, typedWon, pending, onClose, onConfirm } = props;
  const typed = useTypedAmount(typedWon ?? null, {
    label: t('bulk.confirm.type'),
    help: t('bulk.confirm.typeWhy'),
    differs: t('bulk.confirm.differs', { amount: formatAmount(typedWon ?? 0) }),
    same: t('bulk.confirm.same'),
  });
  const press = () => {
    if (typed.isTyped()) onConfirm();
  };
  return (
    <MoneyDialog {...frame} onClose={onClose}>
      <ConfirmPane
        head={<MoneyDialogHead title={title} onClose={onClose} />}
        above={props.problem}
        sentence={props.sentence}
        back={t('common.back')}
        onBack={onClose}
        confirm={props.confirm}
        says={[title, props.money, typedWon]}
        onConfirm={press}
        sending={pending}
      >
        <p className={styles.money}>{props.money}</p>
        {props.children}
        {typed.field}
      </ConfirmPane>
    </MoneyDialog>
  );
}
