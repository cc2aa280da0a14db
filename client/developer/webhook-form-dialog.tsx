import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { outgoingTypes, WEBHOOK_URL_MAX, type OutgoingType } from '../../shared/webhook.ts';
import { callApi } from '../api-client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { urlFault } from '../parts/url-fault.ts';
import { useLeaving } from '../parts/use-leaving.tsx';
import { mayBeDone } from '../problem-error.ts';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import tokenStyles from './token-dialogs.module.css';
import { webhooksOptions, type Webhook } from './webhook-options.ts';
import type { ShownSecret } from './webhook-secret-dialog.tsx';

/** Adds an endpoint, or changes one. The secret of a new one is shown once. */
export function WebhookFormDialog({
  webhook,
  onMade,
  onClose,
}: {
  /** `null`: a new one. */
  webhook: Webhook | null;
  onMade: (shown: ShownSecret) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const saved = webhook ?? { url: '', types: outgoingTypes };
  const [url, setUrl] = useState(saved.url);
  const [types, setTypes] = useState<readonly OutgoingType[]>(saved.types);
  const isChanged =
    url !== saved.url ||
    outgoingTypes.some((type) => types.includes(type) !== saved.types.includes(type));
  const { close, leave } = useLeaving(isChanged, onClose);
  const save = useMutation({
    mutationFn: async (body: { url: string; types: OutgoingType[] }) => {
      if (webhook === null) return callApi('POST /api/webhooks', { body });
      await callApi('PATCH /api/webhooks/:id', { params: { id: webhook.id }, body });
      return null;
    },
    onSuccess: (made) =>
      made === null ? onClose() : onMade({ secret: made.secret, formerUntil: null }),
    // Also after an error: if the answer was lost, the list shows whether it was saved.
    onSettled: () => client.invalidateQueries({ queryKey: webhooksOptions.queryKey }),
  });
  const { form, tried } = useForm(() => {
    if (url.trim() === '' || types.length === 0) return false;
    if (!save.isPending) save.mutate({ url: url.trim(), types: [...types] });
    return true;
  });
  const refused = urlFault(save.error, 'too-many');
  const fault = refused ?? (tried && url.trim() === '' ? 'needed' : null);
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead
          title={t(`developer.webhooks.form.${webhook === null ? 'addTitle' : 'editTitle'}`)}
          onClose={close}
        />
        <DialogBody>
          {save.error === null || refused !== null ? null : (
            <ProblemNotice error={save.error} money={false}>
              {mayBeDone(save.error) ? <p>{t('developer.webhooks.form.lost')}</p> : null}
            </ProblemNotice>
          )}
          <Field
            label={t('developer.webhooks.form.url')}
            help={t('developer.webhooks.form.urlHelp')}
            error={fault === null ? undefined : t(`developer.webhooks.form.faults.${fault}`)}
          >
            {(control) => (
              <TextInput
                {...control}
                data-autofocus
                className="mono"
                type="url"
                autoComplete="off"
                spellCheck={false}
                maxLength={WEBHOOK_URL_MAX}
                value={url}
                onChange={(event) => {
                  setUrl(event.currentTarget.value);
                  // The error was about the old input.
                  if (save.error !== null) save.reset();
                }}
              />
            )}
          </Field>
          <Types chosen={types} tried={tried} onChange={setTypes} />
        </DialogBody>
        {leave ?? (
          <FormFoot
            onClose={close}
            busy={save.isPending}
            submit={t(`developer.webhooks.form.${webhook === null ? 'add' : 'save'}`)}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}

function Types({
  chosen,
  tried,
  onChange,
}: {
  chosen: readonly OutgoingType[];
  tried: boolean;
  onChange: (types: readonly OutgoingType[]) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const missing = tried && chosen.length === 0;
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className={tokenStyles.legend}>
        {t('developer.webhooks.form.types')}
      </p>
      <div className={tokenStyles.choices}>
        {outgoingTypes.map((type, index) => (
          <Check
            key={type}
            type="checkbox"
            label={
              <>
                {t(`developer.webhooks.types.${type}`)} <code className="mono">{type}</code>
              </>
            }
            error={missing && index === 0 ? t('developer.webhooks.form.typesNeeded') : undefined}
            checked={chosen.includes(type)}
            onChange={(checked) =>
              onChange(
                outgoingTypes.filter((one) => (one === type ? checked : chosen.includes(one))),
              )
            }
          />
        ))}
      </div>
    </div>
  );
}
