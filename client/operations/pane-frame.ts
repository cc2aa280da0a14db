import type { ReactNode } from 'react';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Mode } from '../parts/mode-bar.tsx';
import type { DecisionRequest } from './decision-call.ts';

/** What every pane of a dialog about an operation is given. */
interface PaneFrame {
  /** Notices above: what the desk answered, what changed meanwhile. */
  above: ReactNode;
  /** It has to be read anew first; there is no button that goes on. */
  blocked: boolean;
  /** Instead of the pane's own foot. */
  leave: ReactNode;
  onClose: () => void;
  onTyped: () => void;
}

/** What every form that asks for an operation is given. */
export interface FormFrame extends PaneFrame {
  detail: PaymentDetail;
  mode: Mode;
  /** Who else has the refund form of this payment open. */
  colleague: Lease | null;
  onPress: (body: OperationBody) => void;
}

/** What every pane that decides about an operation is given. */
export interface DecisionFrame extends PaneFrame {
  operation: Operation;
  /** `null` while the payment is not read, or where it can't be. */
  detail: PaymentDetail | null;
  sending: boolean;
  onSend: (request: DecisionRequest) => void;
}
