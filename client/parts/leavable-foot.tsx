import { FormFoot } from '../ui/form-foot.tsx';
import { LeaveFoot } from '../ui/leave-foot.tsx';

/** The foot of a form that asks before unsaved input is lost. */
export function LeavableFoot({
  leaving,
  onStay,
  onLeave,
  onClose,
  busy,
  submit,
}: {
  leaving: boolean;
  onStay: () => void;
  onLeave: () => void;
  /** Called on close; the form decides whether there is unsaved input. */
  onClose: () => void;
  busy: boolean;
  submit: string;
}) {
  if (leaving) return <LeaveFoot onStay={onStay} onLeave={onLeave} />;
  return <FormFoot onClose={onClose} blocked={false} busy={busy} submit={submit} />;
}
