import type { OperationKind } from '../../shared/operation.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';

export interface RowActions {
  onOpen: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onRecheck: (payment: ListedPayment) => void;
}

export interface RowMenuProps extends RowActions {
  payment: ListedPayment;
  role: Role;
  /** Offline no action that moves money is offered. */
  offline: boolean;
}
