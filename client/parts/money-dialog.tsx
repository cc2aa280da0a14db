import type { ReactNode } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { ModeBar, type Mode } from './mode-bar.tsx';

export {
  DialogBody as MoneyDialogBody,
  DialogFoot as MoneyDialogFoot,
  DialogHead as MoneyDialogHead,
  DialogSentence as MoneyDialogSentence,
} from '../ui/dialog.tsx';

interface MoneyDialogProps {
  mode: Mode;
  shopName: string;
  onClose: () => void;
  children: ReactNode;
}

/** The frame of every dialog that moves money, with the mode on top. */
export function MoneyDialog({ mode, shopName, onClose, children }: MoneyDialogProps) {
  return (
    <Dialog onClose={onClose}>
      <ModeBar mode={mode} shopName={shopName} start />
      {children}
    </Dialog>
  );
}
