import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import type { StaffEntry } from '../staff-options.ts';
import { announce } from '../ui/announcer.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import type { ShownLink } from './link-dialog.tsx';
import formStyles from './staff-form.module.css';
import { StaffProblem } from './staff-problem.tsx';
import { leavesMeAlone, type AccountChange } from './staff-state.ts';
import { useStaffCall } from './use-staff-call.ts';

/** Sends the change. @returns the link to show, if the change makes one */
async function doAct(act: AccountChange, { id, name }: StaffEntry): Promise<ShownLink | null> {
  const params = { id };
  switch (act) {
    case 'disable':
    case 'enable':
      await callApi('PATCH /api/staff/:id', { params, body: { disabled: act === 'disable' } });
      return null;
    case 'resetTwoFactor':
      await callApi('POST /api/staff/:id/reset-two-factor', { params });
      return null;
    case 'resetPassword':
    case 'invitation': {
      const made = await callApi('POST /api/staff/:id/reset-password', { params });
      const kind = act === 'invitation' ? 'invitation' : 'reset';
      return { kind, staffId: id, name, ...made };
    }
  }
}

/** The consequences of a change, the most important first. */
function useConsequences(act: AccountChange, { name, role, invited }: StaffEntry): string[] {
  const { t } = useTranslation();
  const words = { name, role: t(`common.role.${role}`) };
  switch (act) {
    case 'disable':
      return (['session', 'requests', 'records'] as const).map((what) =>
        t(`staff.acts.disable.what.${what}`, words),
      );
    case 'enable':
      return ([invited ? 'invited' : 'password', 'role'] as const).map((what) =>
        t(`staff.acts.enable.what.${what}`, words),
      );
    case 'resetPassword':
      return (['sure', 'session', 'secret'] as const).map((what) =>
        t(`staff.acts.resetPassword.what.${what}`, words),
      );
    case 'invitation':
      return (['old', 'fresh'] as const).map((what) =>
        t(`staff.acts.invitation.what.${what}`, words),
      );
    case 'resetTwoFactor':
      return (['sure', 'session', 'old'] as const).map((what) =>
        t(`staff.acts.resetTwoFactor.what.${what}`, words),
      );
  }
}

/** Asks before an account is changed, and lists the consequences. */
export function AccountChangeDialog({
  act,
  entry,
  all,
  onLink,
  onClose,
}: {
  act: AccountChange;
  entry: StaffEntry;
  all: readonly StaffEntry[];
  onLink: (link: ShownLink) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const consequences = useConsequences(act, entry);
  const { name } = entry;
  const call = useStaffCall(
    () => doAct(act, entry),
    (link) => {
      announce(t(`staff.acts.${act}.done`, { name }));
      if (link === null) onClose();
      else onLink(link);
    },
  );
  const makesLink = act === 'invitation' || act === 'resetPassword';
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t(`staff.acts.${act}.title`, { name })} onClose={onClose}>
        <p>{entry.email}</p>
      </DialogHead>
      <DialogBody>
        {call.error === null ? null : (
          <StaffProblem error={call.error} what={makesLink ? 'link' : 'change'} />
        )}
        <ul className={formStyles.lines}>
          {consequences.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {act === 'disable' && leavesMeAlone(entry, { disabled: true }, all) ? (
          <Notice tone="warn">
            <p>{t('staff.soleAfter')}</p>
          </Notice>
        ) : null}
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t(`staff.acts.${act}.confirm`)}
        busy={call.isPending}
        onConfirm={() => call.mutate(undefined)}
      />
    </Dialog>
  );
}
