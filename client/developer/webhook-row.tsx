import '../mantine-lazy.css';
import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { outgoingTypes } from '../../shared/webhook.ts';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useTick } from '../ui/ticker.ts';
import { EndpointMark } from './outcome-mark.tsx';
import type { Asked } from './webhook-ask-dialog.tsx';
import { hrefOfDeliveries, refreshWebhook, shortUrl, type Webhook } from './webhook-options.ts';
import styles from './webhooks.module.css';

interface RowProps {
  webhook: Webhook;
  mayChange: boolean;
  onEdit: () => void;
  onAsk: (asked: Asked) => void;
}

/** A sentence that explains the endpoint's state; `null` if there is nothing to explain. */
function whyText(webhook: Webhook, nowMs: number, t: TFunction): string | null {
  const { state, stateSince, failingSince, pausedUntil } = webhook;
  if (state !== 'on') {
    return t(`developer.webhooks.why.${state}`, { when: formatMoment(stateSince, nowMs) });
  }
  if (pausedUntil !== null && Date.parse(pausedUntil) > nowMs) {
    return t('developer.webhooks.why.paused', { when: formatMoment(pausedUntil, nowMs) });
  }
  if (failingSince === null) return null;
  return t('developer.webhooks.why.failingNow', { when: formatMoment(failingSince, nowMs) });
}

/** Until when a former secret signs, too; `null` if none does. */
function formerText({ formerUntil }: Webhook, nowMs: number, t: TFunction): string | null {
  if (formerUntil === null || Date.parse(formerUntil) <= nowMs) return null;
  return t('developer.webhooks.why.former', { when: formatMoment(formerUntil, nowMs) });
}

/** One endpoint: its address, its events, and how deliveries to it go. */
export function WebhookRow({ webhook, mayChange, onEdit, onAsk }: RowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, url, types, state, waiting, failed, dropped, lastSuccessAt } = webhook;
  const to = shortUrl(url);
  const test = useMutation({
    mutationFn: () => callApi('POST /api/webhooks/:id/test', { params: { id } }),
    onSuccess: () => announce(t('developer.webhooks.tested')),
    onSettled: () => refreshWebhook(client, id),
  });
  const why = useTick((nowMs) => whyText(webhook, nowMs, t));
  const former = useTick((nowMs) => formerText(webhook, nowMs, t));
  const notes = [why, former].filter((note) => note !== null);
  const facts = [
    types.length === outgoingTypes.length
      ? t('developer.webhooks.every')
      : t('developer.webhooks.some', { count: types.length }),
    lastSuccessAt === null
      ? t('developer.webhooks.neverReached')
      : t('developer.webhooks.reached', { when: formatMoment(lastSuccessAt) }),
    ...(waiting > 0 ? [t('developer.webhooks.waiting', { count: waiting })] : []),
    ...(failed > 0 ? [t('developer.webhooks.lost', { count: failed })] : []),
  ];
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p className={styles.url}>
          <bdi className="mono">{url}</bdi>
        </p>
        <p className={styles.beneath}>{facts.join(' · ')}</p>
        {notes.map((note) => (
          <p key={note} className={styles.beneath}>
            {note}
          </p>
        ))}
        {dropped === 0 ? null : (
          <p className={styles.lost}>{t('developer.webhooks.dropped', { count: dropped })}</p>
        )}
        {test.isError ? <ProblemNotice error={test.error} money={false} /> : null}
        {test.isSuccess ? <p className={styles.beneath}>{t('developer.webhooks.tested')}</p> : null}
      </div>
      <EndpointMark state={state} />
      <div className={styles.acts}>
        <Button
          size="xs"
          component={Link}
          to={hrefOfDeliveries(id)}
          aria-label={t('developer.webhooks.deliveriesOf', { to })}
        >
          {t('developer.webhooks.deliveries')}
        </Button>
        {mayChange ? (
          <Menu position="bottom-end" shadow="md" width={200} withinPortal={false}>
            <Menu.Target>
              <IconButton label={t('developer.webhooks.menuOf', { to })}>
                <IconDots size={16} stroke={1.75} aria-hidden="true" />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              {state === 'on' ? (
                <Menu.Item onClick={() => test.mutate()}>
                  {t('developer.webhooks.menu.test')}
                </Menu.Item>
              ) : null}
              <Menu.Item onClick={onEdit}>{t('developer.webhooks.menu.edit')}</Menu.Item>
              {(['secret', state === 'on' ? 'off' : 'on', 'remove'] as const).map((asked) => (
                <Menu.Item key={asked} onClick={() => onAsk(asked)}>
                  {t(`developer.webhooks.menu.${asked}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </div>
    </li>
  );
}
