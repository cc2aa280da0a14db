import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ByRole } from '../../shared/settings.ts';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import type { StaffEntry } from '../staff-options.ts';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { useForm } from '../ui/use-form.ts';
import { Notice } from '../ui/notice.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import { CeilingField } from './ceiling-field.tsx';
import { NameField } from './name-field.tsx';
import { RoleChoice } from './role-choice.tsx';
import { changeOf, draftOf, editFaults, faultsFromProblem, type EditDraft } from './staff-draft.ts';
import styles from './staff-form.module.css';
import { StaffProblem } from './staff-problem.tsx';
import { isOnlyManager, leavesMeAlone } from './staff-state.ts';
import { useStaffCall } from './use-staff-call.ts';

interface EditDialogProps {
  entry: StaffEntry;
  all: readonly StaffEntry[];
  myId: string;
  /** The day limit of each role; `null` while the settings are not loaded. */
  roleCeilings: ByRole<number | null> | null;
  onClose: () => void;
}

function useEdit(entry: StaffEntry, onClose: () => void) {
  const { t } = useTranslation();
  // The entry as it was when the dialog opened, so that refetching the list changes nothing here.
  const [before] = useState(entry);
  const [draft, setDraft] = useState(() => draftOf(entry));
  const save = useStaffCall(
    (body: ReturnType<typeof changeOf>) =>
      callApi('PATCH /api/staff/:id', { params: { id: before.id }, body }),
    ({ name }) => {
      announce(t('staff.saved', { name }));
      onClose();
    },
  );
  const { error } = save;
  const refused = error instanceof ProblemError ? faultsFromProblem(error.problem) : {};
  const wrong = editFaults(draft);
  const changes = changeOf(before, draft);
  const dirty = Object.keys(changes).length > 0;
  const { form, tried } = useForm(() => {
    if (Object.keys(wrong).length > 0) return false;
    if (!dirty) onClose();
    else if (!save.isPending) save.mutate(changes);
    return true;
  });
  return {
    before,
    draft,
    form,
    dirty,
    busy: save.isPending,
    // A fault shown at its field needs no notice.
    error: Object.keys(refused).length > 0 ? null : error,
    faults: { ...refused, ...(tried ? wrong : {}) },
    change: (part: Partial<EditDraft>) => {
      setDraft({ ...draft, ...part });
      if (error !== null) save.reset();
    },
  };
}

/** Edits a person's name, role, export permission and day limit; for oneself only the name. */
export function EditDialog({ entry, all, myId, roleCeilings, onClose }: EditDialogProps) {
  const { t } = useTranslation();
  const edit = useEdit(entry, onClose);
  const { before, draft, change } = edit;
  const own = before.id === myId;
  const { close, leave } = useLeaving(edit.dirty, onClose);
  return (
    <Dialog onClose={close}>
      <DialogForm {...edit.form}>
        <DialogHead
          title={own ? t('staff.editDialog.own') : t('staff.editDialog.title', before)}
          onClose={close}
        >
          <p>{before.email}</p>
        </DialogHead>
        <DialogBody>
          {edit.error === null ? null : <StaffProblem error={edit.error} what="change" />}
          <NameField
            value={draft.name}
            fault={edit.faults.name}
            onChange={(name) => change({ name })}
          />
          {own ? (
            <OwnRights entry={before} only={isOnlyManager(before, all)} />
          ) : (
            <>
              <RoleChoice value={draft.role} onChange={(role) => change({ role })} />
              <RoleConsequences before={before} draft={draft} all={all} />
              <ExportRight draft={draft} change={change} />
              <CeilingField
                draft={draft}
                fault={edit.faults.ceiling}
                roleCeilings={roleCeilings}
                onChange={change}
              />
            </>
          )}
        </DialogBody>
        {leave ?? <FormFoot onClose={close} busy={edit.busy} submit={t('staff.form.save')} />}
      </DialogForm>
    </Dialog>
  );
}

/** One's own role and permissions, read-only because nobody may change them. */
function OwnRights({ entry, only }: { entry: StaffEntry; only: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <p className={styles.legend}>{t('staff.form.role')}</p>
      <p>{t(`common.role.${entry.role}`)}</p>
      <p className={styles.quiet}>{t(only ? 'staff.form.ownLast' : 'staff.form.ownRole')}</p>
      <p className={styles.quiet}>
        {t('staff.form.ownSecrets')} <Link to="/account">{t('staff.form.ownAccount')}</Link>
      </p>
    </div>
  );
}

function RoleConsequences({
  before,
  draft,
  all,
}: {
  before: StaffEntry;
  draft: EditDraft;
  all: readonly StaffEntry[];
}) {
  const { t } = useTranslation();
  if (draft.role === before.role) return null;
  const alone = leavesMeAlone(before, { role: draft.role }, all);
  return (
    <Notice tone={alone ? 'warn' : 'plain'}>
      <p>{t('staff.form.roleNow', before)}</p>
      {alone ? <p>{t('staff.soleAfter')}</p> : null}
    </Notice>
  );
}

function ExportRight({
  draft,
  change,
}: {
  draft: EditDraft;
  change: (part: Partial<EditDraft>) => void;
}) {
  const { t } = useTranslation();
  if (draft.role === 'manager') {
    return <p className={styles.quiet}>{t('staff.form.exportByRole')}</p>;
  }
  return (
    <Check
      type="checkbox"
      label={t('staff.form.export')}
      help={t('staff.form.exportHelp')}
      checked={draft.mayExport}
      onChange={(mayExport) => change({ mayExport })}
    />
  );
}
