import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VIEW_NAME_MAX } from '../../shared/limits.ts';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { useViewCall, type SavedView } from './view-options.ts';
import styles from './views-panel.module.css';

/** The limit of views, if that is why the server refused another one; else `null`. */
function mostViews(error: Error | null): number | null {
  if (!(error instanceof ProblemError)) return null;
  const fault = error.problem.errors?.find(({ code }) => code === 'too-many-views');
  return fault === undefined ? null : Number(fault.params['max']);
}

/** Saves the current filter; under the name of one's own view it replaces that one. */
export function SaveView({
  query,
  views,
  inSheet,
}: {
  query: string;
  views: readonly SavedView[];
  /** In the sheet the form is unfolded by a button, and its own button is not the primary one. */
  inSheet: boolean;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const given = name.trim();
  const twin = views.find((view) => view.mine && view.name === given);
  const save = useViewCall(
    () =>
      twin === undefined
        ? callApi('POST /api/views', { body: { name: given, query, shared } })
        : callApi('PATCH /api/views/:id', { params: { id: twin.id }, body: { query, shared } }),
    (view) => {
      announce(t('views.save.done', { name: view.name }));
      setName('');
    },
  );
  const { form, tried } = useForm(() => {
    if (given === '') save.reset();
    else save.mutate();
    return given !== '';
  });
  // A success empties the name, which is no fault.
  const missing = tried && given === '' && !save.isSuccess;
  const max = mostViews(save.error);
  return (
    <form {...form} className={styles.save}>
      {inSheet ? null : <h2>{t('views.save.title')}</h2>}
      <Field
        label={t('views.save.name')}
        error={missing ? t('views.save.empty') : null}
        {...(twin === undefined ? {} : { help: t('views.save.taken') })}
      >
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={VIEW_NAME_MAX}
            placeholder={t('views.save.placeholder')}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      <Check
        type="checkbox"
        label={t('views.save.share')}
        help={t('views.save.shareHelp')}
        checked={shared}
        onChange={setShared}
      />
      {save.error === null ? null : max === null ? (
        <ProblemNotice error={save.error} money={false} title={t('views.failed')} />
      ) : (
        <p role="alert" className={styles.wrong}>
          {t('views.save.tooMany', { max })}
        </p>
      )}
      <Button
        type="submit"
        variant={inSheet ? 'default' : 'filled'}
        size={inSheet ? 'lg' : 'sm'}
        loading={save.isPending}
      >
        {t(twin === undefined ? 'views.save.submit' : 'views.save.replace')}
      </Button>
    </form>
  );
}
