import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';
import listStyles from './about-log.module.css';
import { ListState } from './list-state.tsx';
import { WebhookAskDialog, type Asked } from './webhook-ask-dialog.tsx';
import { WebhookFormDialog } from './webhook-form-dialog.tsx';
import { webhooksOptions, type Webhook } from './webhook-options.ts';
import { WebhookRow } from './webhook-row.tsx';
import { WebhookSecretDialog, type ShownSecret } from './webhook-secret-dialog.tsx';
import styles from './webhooks.module.css';

type OpenDialog =
  | { kind: 'form'; webhook: Webhook | null }
  | { kind: 'ask'; asked: Asked; webhook: Webhook }
  | { kind: 'shown'; shown: ShownSecret };

/** The endpoints of the shop's own systems. */
export function WebhookList({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const list = useQuery(webhooksOptions);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const close = () => setOpen(null);
  const show = (shown: ShownSecret) => setOpen({ kind: 'shown', shown });
  const isOn = list.data?.on === true;
  return (
    <section aria-label={t('developer.webhooks.section')}>
      <p className={listStyles.quiet}>{t('developer.webhooks.lead')}</p>
      {list.data?.on === false ? (
        <div className={listStyles.notice}>
          <Notice title={t('developer.webhooks.off.title')}>
            <p>{t('developer.webhooks.off.body')}</p>
          </Notice>
        </div>
      ) : null}
      {mayChange && isOn ? (
        <Button
          variant="filled"
          className={styles.add}
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setOpen({ kind: 'form', webhook: null })}
        >
          {t('developer.webhooks.add')}
        </Button>
      ) : null}
      <ListState list={list} isEmpty={isOn && list.data?.items.length === 0} of="webhooks" />
      <ul className={styles.list}>
        {(list.data?.items ?? []).map((webhook) => (
          <WebhookRow
            key={webhook.id}
            webhook={webhook}
            mayChange={mayChange}
            onEdit={() => setOpen({ kind: 'form', webhook })}
            onAsk={(asked) => setOpen({ kind: 'ask', asked, webhook })}
          />
        ))}
      </ul>
      {open?.kind === 'form' ? (
        <WebhookFormDialog webhook={open.webhook} onMade={show} onClose={close} />
      ) : null}
      {open?.kind === 'ask' ? (
        <WebhookAskDialog
          asked={open.asked}
          webhook={open.webhook}
          onSecret={show}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'shown' ? <WebhookSecretDialog shown={open.shown} onClose={close} /> : null}
    </section>
  );
}
