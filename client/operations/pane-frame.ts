import type { ReactNode } from 'react';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Mode } from '../parts/mode-bar.tsx';
import type { DecisionRequest } from './decision-call.ts';

/** The props of every pane of a dialog about an operation. */
interface PaneFrame {
  /** Notices above the pane: the desk's answer, or what has changed. */
  above: ReactNode;
  /** It has to be read again first; there is no button to continue. */
  blocked: boolean;
  /** Replaces the pane's own foot. */
  leave: ReactNode;
  onClose: () => void;
  onTyped: () => void;
}

/** The props of every request form. */
export interface FormFrame extends PaneFrame {
  detail: PaymentDetail;
  mode: Mode;
  /** Who else has the refund form of this payment open. */
  colleague: Lease | null;
  onPress: (body: OperationBody) => void;
}

/** The props of every pane of a decision. */
export interface DecisionFrame extends PaneFrame {
  operation: Operation;
  /** `null` while the payment is loading, or if it could not be read. */
  detail: PaymentDetail | null;
  sending: boolean;
  onSend: (request: DecisionRequest) => void;
}
