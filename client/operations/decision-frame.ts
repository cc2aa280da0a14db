import type { ReactNode } from 'react';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import type { DecisionRequest } from './decision-call.ts';

/** What every pane that decides about an operation is given. */
export interface DecisionFrame {
  operation: Operation;
  /** `null` while the payment is not read, or where it can't be. */
  detail: PaymentDetail | null;
  /** Notices above: what the desk answered, what changed meanwhile. */
  above: ReactNode;
  /** It has to be read anew first; there is no button that goes on. */
  blocked: boolean;
  sending: boolean;
  /** Instead of the pane's own foot. */
  leave: ReactNode;
  onClose: () => void;
  onTyped: () => void;
  onSend: (request: DecisionRequest) => void;
}
