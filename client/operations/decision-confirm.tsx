import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import type { DecisionFrame } from './pane-frame.ts';
import { DecisionHead } from './decision-head.tsx';
import classes from './decision-confirm.module.css';

interface ActConfirmProps extends DecisionFrame {
  title: string;
  /** What the decision does, in one sentence. */
  sentence: ReactNode;
  /** What it does to the money, in one sentence. */
  money: string;
  confirm: string;
  /** Back to the form; `null` if the dialog starts with the confirmation. */
  onBack: (() => void) | null;
  onConfirm: () => void;
  /** Another decision that may be taken instead. */
  other?: { label: string; onPress: () => void } | undefined;
  children?: ReactNode;
}

/** The confirmation of a decision: what it does, what that does to the money, and one button. */
export function DecisionConfirm(props: ActConfirmProps) {
  const { t } = useTranslation();
  const { title, sentence, money, above, operation, detail, onBack, onClose, children } = props;
  return (
    <ConfirmPane
      head={<DecisionHead title={title} operation={operation} detail={detail} onClose={onClose} />}
      above={above}
      sentence={sentence}
      back={t(onBack === null ? 'common.close' : 'common.back')}
      onBack={onBack ?? onClose}
      confirm={props.confirm}
      says={[
        ...[money, operation.state, detail?.payment.refunded, detail?.payment.remaining],
        detail?.bankTransferOffer.recordedWon,
      ]}
      onConfirm={props.onConfirm}
      other={props.other}
      blocked={props.blocked}
      sending={props.sending}
      leave={props.leave}
    >
      <p className={classes.money}>{money}</p>
      {children}
    </ConfirmPane>
  );
}
