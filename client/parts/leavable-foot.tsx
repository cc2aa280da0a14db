import { FormFoot } from '../ui/form-foot.tsx';
import { LeaveFoot } from '../ui/leave-foot.tsx';

/** The foot of a form that asks first when it is closed half filled. */
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
  /** Asked to close; whoever owns the form knows whether there is something to lose. */
  onClose: () => void;
  busy: boolean;
  submit: string;
}) {
  if (leaving) return <LeaveFoot onStay={onStay} onLeave={onLeave} />;
  return <FormFoot onClose={onClose} blocked={false} busy={busy} submit={submit} />;
}
