import type { ReactNode } from 'react';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import type { Mode } from '../parts/mode-bar.tsx';

/** The props of every request form: what stands above it, and whether it may continue. */
export interface FormFrame {
  detail: PaymentDetail;
  mode: Mode;
  /** Notices above the fields. */
  above: ReactNode;
  /** Who else has the refund form of this payment open. */
  colleague: Lease | null;
  /** Something has to be settled first; the form shows no submit button. */
  blocked: boolean;
  /** Replaces the form's own foot. */
  leave: ReactNode;
  onClose: () => void;
  onTyped: () => void;
  onPress: (body: OperationBody) => void;
}
