import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { useForm } from '../ui/use-form.ts';
import { TextInput } from '../ui/text-input.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import type { ShownLink } from './link-dialog.tsx';
import { NameField, useFaultWords } from './name-field.tsx';
import { RoleChoice } from './role-choice.tsx';
import { faultsFromProblem, inviteFaults, type InviteDraft } from './staff-draft.ts';
import { StaffProblem } from './staff-problem.tsx';
import { useStaffCall } from './use-staff-call.ts';

/** 직원 초대: name, email and role. The link in the answer is shown once. */
export function InviteDialog({
  onInvited,
  onClose,
}: {
  onInvited: (link: ShownLink) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const words = useFaultWords();
  const [draft, setDraft] = useState<InviteDraft>({ name: '', email: '', role: 'operator' });
  const { close, leave } = useLeaving(draft.name !== '' || draft.email !== '', onClose);
  const invite = useStaffCall(
    (body: InviteDraft) => callApi('POST /api/staff', { body }),
    ({ staff, ...shown }) => {
      announce(t('staff.invited', { name: staff.name }));
      onInvited({ kind: 'invitation', staffId: staff.id, name: staff.name, ...shown });
    },
  );
  const { error } = invite;
  const { form, tried } = useForm(() => {
    if (Object.keys(inviteFaults(draft)).length > 0) return false;
    if (!invite.isPending) {
      invite.mutate({ ...draft, name: draft.name.trim(), email: draft.email.trim() });
    }
    return true;
  });
  const refused = error instanceof ProblemError ? faultsFromProblem(error.problem) : {};
  const faults = { ...refused, ...(tried ? inviteFaults(draft) : {}) };
  const change = (part: Partial<InviteDraft>) => {
    setDraft({ ...draft, ...part });
    // The error was about the old input.
    if (error !== null) invite.reset();
  };
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={t('staff.inviteDialog.title')} onClose={close}>
          <p>{t('staff.inviteDialog.lead')}</p>
        </DialogHead>
        <DialogBody>
          {error === null || Object.keys(refused).length > 0 ? null : (
            <StaffProblem error={error} what="invite" />
          )}
          <NameField value={draft.name} fault={faults.name} onChange={(name) => change({ name })} />
          <Field
            label={t('staff.form.email')}
            help={t('staff.form.emailHelp')}
            error={words(faults.email)}
          >
            {(control) => (
              <TextInput
                {...control}
                type="email"
                autoComplete="off"
                spellCheck={false}
                value={draft.email}
                onChange={(event) => change({ email: event.currentTarget.value })}
              />
            )}
          </Field>
          <RoleChoice value={draft.role} onChange={(role) => change({ role })} />
        </DialogBody>
        {leave ?? (
          <FormFoot
            onClose={close}
            busy={invite.isPending}
            submit={t('staff.inviteDialog.submit')}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}
