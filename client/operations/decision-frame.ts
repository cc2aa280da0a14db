import type { ReactNode } from 'react';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import type { DecisionRequest } from './decision-call.ts';

/** The props of every pane of a decision. */
export interface DecisionFrame {
  operation: Operation;
  /** `null` while the payment is loading, or if it could not be read. */
  detail: PaymentDetail | null;
  /** Notices above the pane: the desk's answer, or what has changed. */
  above: ReactNode;
  /** It has to be read again first; there is no button to continue. */
  blocked: boolean;
  sending: boolean;
  /** Replaces the pane's own foot. */
  leave: ReactNode;
  onClose: () => void;
  onTyped: () => void;
  onSend: (request: DecisionRequest) => void;
}
