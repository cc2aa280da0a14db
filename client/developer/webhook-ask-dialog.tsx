import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import styles from './token-dialogs.module.css';
import { refreshWebhook, shortUrl, type Webhook } from './webhook-options.ts';
import type { ShownSecret } from './webhook-secret-dialog.tsx';

export type Asked = 'secret' | 'off' | 'on' | 'remove';

/** Does what was asked. @returns the secret to show, if there is a new one */
async function act(asked: Asked, id: string, sendMissed: boolean): Promise<ShownSecret | null> {
  const params = { id };
  switch (asked) {
    case 'secret': {
      const { secret, webhook } = await callApi('POST /api/webhooks/:id/secret', { params });
      return { secret, formerUntil: webhook.formerUntil };
    }
    case 'off':
      await callApi('POST /api/webhooks/:id/off', { params });
      return null;
    case 'on':
      await callApi('POST /api/webhooks/:id/on', { params, body: { sendMissed } });
      return null;
    case 'remove':
      await callApi('DELETE /api/webhooks/:id', { params });
      return null;
  }
}

/** Asks before an endpoint is switched, removed or gets a new secret. */
export function WebhookAskDialog({
  asked,
  webhook: { id, url },
  onSecret,
  onClose,
}: {
  asked: Asked;
  webhook: Webhook;
  onSecret: (shown: ShownSecret) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [sendMissed, setSendMissed] = useState(true);
  const doing = useMutation({
    mutationFn: () => act(asked, id, sendMissed),
    onSuccess: (shown) => (shown === null ? onClose() : onSecret(shown)),
    onSettled: () => refreshWebhook(client, id),
  });
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t(`developer.webhooks.asking.${asked}.title`)} onClose={onClose} />
      <DialogBody>
        {doing.error === null ? null : <ProblemNotice error={doing.error} money={false} />}
        <p>
          <bdi className="mono">{shortUrl(url)}</bdi>
        </p>
        <p>{t(`developer.webhooks.asking.${asked}.line`)}</p>
        {asked === 'on' ? (
          <div
            role="radiogroup"
            aria-label={t('developer.webhooks.asking.on.line')}
            className={styles.choices}
          >
            <Check
              type="radio"
              name="missed"
              label={t('developer.webhooks.asking.on.missed')}
              help={t('developer.webhooks.asking.on.missedHelp')}
              checked={sendMissed}
              onChange={() => setSendMissed(true)}
            />
            <Check
              type="radio"
              name="missed"
              label={t('developer.webhooks.asking.on.onlyNew')}
              checked={!sendMissed}
              onChange={() => setSendMissed(false)}
            />
          </div>
        ) : null}
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t(`developer.webhooks.asking.${asked}.confirm`)}
        busy={doing.isPending}
        onConfirm={() => doing.mutate()}
      />
    </Dialog>
  );
}
