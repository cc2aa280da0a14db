import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BULK_NAME_MAX } from '../../shared/limits.ts';
import { useRefundReasons } from '../refund-reasons.ts';
import { Field } from '../ui/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ReasonFields } from '../parts/reason-fields.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import { LeaveList } from './leave-list.tsx';
import { hasTyped, type ListForm } from './list-form.ts';
import { ListOrders } from './list-orders.tsx';
import styles from './new-list.module.css';
import { useNewList } from './use-new-list.ts';

interface NewListProps {
  first: ListForm;
  /** The server keeps the list under this id; `form` is the form that it was read from. */
  onChecked: (id: string, form: ListForm) => void;
}

/** The form of a new list: its orders, their refund reason, and the check. */
export function NewList({ first, onChecked }: NewListProps) {
  const { t } = useTranslation();
  const reasons = useRefundReasons();
  const state = useNewList(first, onChecked);
  const { form, change, tried, check, read, refused, needsReason, rowNeedsNote, defaultName } =
    state;
  const isUnsaved = hasTyped(form);
  useUnsavedWork(isUnsaved);
  return (
    <form {...state.formProps} className={styles.form}>
      <ListOrders state={state} />
      <TitledSection title={t('bulk.form.aboutTitle')} text={t('bulk.form.aboutText')}>
        <ReasonFields
          reasons={reasons}
          draft={form}
          tried={tried && needsReason}
          rowNeedsNote={rowNeedsNote}
          change={change}
        />
        <Field label={t('bulk.form.name')} help={t('bulk.form.nameHelp')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={BULK_NAME_MAX}
              autoComplete="off"
              placeholder={defaultName}
              value={form.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
          )}
        </Field>
      </TitledSection>
      <div className={styles.foot}>
        {check.error === null || refused.length > 0 ? null : (
          <ProblemNotice error={check.error} money={false} title={t('bulk.problem.check')}>
            <p>{t('bulk.form.noMoney')}</p>
          </ProblemNotice>
        )}
        <Button type="submit" variant="filled" size="lg" loading={check.isPending}>
          {read.rows.length === 0
            ? t('bulk.form.submit')
            : t('bulk.form.submitCount', { count: read.rows.length })}
        </Button>
      </div>
      <LeaveList unsaved={isUnsaved && !check.isSuccess} />
    </form>
  );
}
