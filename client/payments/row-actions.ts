import type { OperationKind } from '../../shared/operation.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';

/** What a row can ask its page for. */
export interface RowActions {
  onOpen: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onRecheck: (payment: ListedPayment) => void;
}

export interface RowMenuProps extends RowActions {
  payment: ListedPayment;
  role: Role;
  /** Without a connection nothing that moves money is offered. */
  offline: boolean;
}
