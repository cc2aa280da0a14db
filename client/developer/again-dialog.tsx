import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spanOfDays } from '../address-values.ts';
import { callApi } from '../api-client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { refreshWebhook } from './webhook-options.ts';

const isTooMany = (error: unknown) =>
  error instanceof ProblemError &&
  error.problem.errors?.some(({ code }) => code === 'too-many') === true;

/** Sends the events of whole days again, in order. The user chooses the days. */
export function AgainDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState({ from: '', to: '' });
  const send = useMutation({
    mutationFn: (body: { from: string; to: string }) =>
      callApi('POST /api/webhooks/:id/again', { params: { id }, body }),
    onSuccess: ({ count }) => {
      announce(t('developer.webhooks.log.span.done', { count }));
      onClose();
    },
    onSettled: () => refreshWebhook(client, id),
  });
  const isReversed = days.to !== '' && days.to < days.from;
  const { form, tried } = useForm(() => {
    if (days.from === '' || days.to === '' || isReversed) return false;
    const { from, to } = spanOfDays(days.from, days.to);
    if (from !== null && to !== null && !send.isPending) send.mutate({ from, to });
    return true;
  });
  const tooMany = isTooMany(send.error);
  const faultOf = (end: keyof typeof days) => {
    if (tried && days[end] === '') return 'needed';
    if (end === 'from') return null;
    if (tried && isReversed) return 'order';
    return tooMany ? 'too-many' : null;
  };
  return (
    <Dialog onClose={onClose}>
      <DialogForm {...form}>
        <DialogHead title={t('developer.webhooks.log.span.title')} onClose={onClose} />
        <DialogBody>
          {send.error === null || tooMany ? null : (
            <ProblemNotice error={send.error} money={false} />
          )}
          <p>{t('developer.webhooks.log.span.line')}</p>
          {(['from', 'to'] as const).map((end) => {
            const fault = faultOf(end);
            return (
              <Field
                key={end}
                label={t(`developer.webhooks.log.span.${end}`)}
                error={fault === null ? undefined : t(`developer.webhooks.log.span.${fault}`)}
              >
                {(control) => (
                  <TextInput
                    {...control}
                    data-autofocus={end === 'from' ? true : undefined}
                    type="date"
                    value={days[end]}
                    min={end === 'to' && days.from !== '' ? days.from : undefined}
                    onChange={(event) => {
                      setDays({ ...days, [end]: event.currentTarget.value });
                      if (send.error !== null) send.reset();
                    }}
                  />
                )}
              </Field>
            );
          })}
        </DialogBody>
        <FormFoot
          onClose={onClose}
          busy={send.isPending}
          submit={t('developer.webhooks.log.span.submit')}
        />
      </DialogForm>
    </Dialog>
  );
}
