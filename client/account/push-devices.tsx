import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { formatMoment } from '../format.ts';
import { askPermission, usePermission, type Permission } from '../notifications.ts';
import { isProblem } from '../problem-error.ts';
import { pushSupport, subscribeHere, unsubscribeHere } from '../push-browser.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import styles from './account.module.css';
import { agentWords } from './agent-words.ts';
import deviceStyles from './own-sessions.module.css';

type Devices = Answer<'GET /api/me/push'>;
type Device = Devices['items'][number];

const devicesOptions = queryOptions({
  queryKey: ['own-push'],
  queryFn: ({ signal }) => callApi('GET /api/me/push', {}, { signal }),
});

/** The browser did not ask, or its person closed the question. */
class NotAllowed extends Error {}

async function turnOn(publicKey: string, language: Language): Promise<Devices> {
  if ((await askPermission()) !== 'granted') throw new NotAllowed();
  return subscribeHere(publicKey, language);
}

async function remove({ id, current }: Device): Promise<Devices> {
  const left = await callApi('DELETE /api/me/push/:id', { params: { id } });
  // The desk sends nothing more, also where the browser fails to unsubscribe.
  if (current) await unsubscribeHere().catch(() => undefined);
  return left;
}

function useDevices() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(devicesOptions);
  const onError = () => client.invalidateQueries({ queryKey: devicesOptions.queryKey });
  const keep = (devices: Devices) => client.setQueryData(devicesOptions.queryKey, devices);
  const adding = useMutation({
    mutationFn: (publicKey: string) => turnOn(publicKey, i18n.language as Language),
    onSuccess: (devices) => {
      keep(devices);
      announce(t('account.push.turnedOn'));
    },
    onError,
  });
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: (devices) => {
      keep(devices);
      adding.reset();
      announce(t('account.push.removed'));
    },
    onError,
  });
  return { data, error, refetch, adding, removing };
}

/** Why this browser can't be told; `null`: it can. */
function hurdleOf(permission: Permission): 'home-screen' | 'unsupported' | 'denied' | null {
  const support = pushSupport();
  if (support !== 'supported') return support;
  return permission === 'denied' ? 'denied' : null;
}

/** The words for why this browser could not be added; `null`: those of any refusal. */
function faultOf(error: Error): 'dismissed' | 'unreachable' | 'tooMany' | 'refused' | null {
  if (error instanceof NotAllowed) return 'dismissed';
  // The browser's own error: it did not reach its push service.
  if (error instanceof DOMException) return 'unreachable';
  if (!isProblem(error, 'invalid-request')) return null;
  return error.problem.errors?.some(({ code }) => code === 'too-many') === true
    ? 'tooMany'
    : 'refused';
}

function AddProblem({ error }: { error: Error }) {
  const { t } = useTranslation();
  const key = faultOf(error);
  if (key === null) return <ProblemNotice error={error} money={false} />;
  return (
    <Notice tone="warn" title={t(`account.push.${key}.title`)}>
      <p>{t(`account.push.${key}.body`)}</p>
    </Notice>
  );
}

function ThisBrowser({
  on,
  error,
  busy,
  onTurnOn,
}: {
  on: boolean;
  error: Error | null;
  busy: boolean;
  onTurnOn: () => void;
}) {
  const { t } = useTranslation();
  const permission = usePermission();
  const hurdle = hurdleOf(permission);
  if (hurdle !== null) {
    return (
      <Notice silent tone="plain" title={t(`account.push.${hurdle}.title`)}>
        <p>{t(`account.push.${hurdle}.body`)}</p>
      </Notice>
    );
  }
  if (on && permission === 'granted') return <p>{t('account.push.on')}</p>;
  return (
    <>
      <p>{t('account.push.off')}</p>
      {error === null ? null : <AddProblem error={error} />}
      <div className={styles.acts}>
        <Button loading={busy} onClick={onTurnOn}>
          {t('account.push.turnOn')}
        </Button>
      </div>
    </>
  );
}

/** When it was told last, or why it is not. */
function useDeviceText({ paused, failure, failedAt, lastSentAt, createdAt }: Device): string {
  const { t } = useTranslation();
  if (paused) return t('account.push.paused');
  if (failure !== null && failedAt !== null) {
    return t(`account.push.failed.${failure}`, { when: formatMoment(failedAt) });
  }
  return lastSentAt === null
    ? t('account.push.since', { when: formatMoment(createdAt) })
    : t('account.push.last', { when: formatMoment(lastSentAt) });
}

function DeviceRow({
  device,
  busy,
  onRemove,
}: {
  device: Device;
  busy: boolean;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const name = agentWords(device.agent) ?? t('account.sessions.unknownAgent');
  const text = useDeviceText(device);
  return (
    <li className={deviceStyles.session}>
      <div>
        <p>
          {name} {device.current ? <b>{t('account.sessions.current')}</b> : null}
        </p>
        <p className={deviceStyles.facts}>{text}</p>
      </div>
      <Button
        size="xs"
        disabled={busy}
        aria-label={t('account.push.removeOne', { name })}
        onClick={onRemove}
      >
        {t('account.push.remove')}
      </Button>
    </li>
  );
}

/** Web Push of approvals: this browser, and all of the person's. Empty where the desk has none. */
export function PushDevices() {
  const { t } = useTranslation();
  const { data, error, refetch, adding, removing } = useDevices();
  if (error === null && data?.on !== true) return null;
  return (
    <TitledSection title={t('account.push.title')} text={t('account.push.lead')}>
      {error === null ? null : (
        <ProblemNotice
          error={error}
          money={false}
          title={t('account.push.unread')}
          action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        />
      )}
      {data === undefined ? null : (
        <ThisBrowser
          on={data.items.some(({ current }) => current)}
          error={adding.error}
          busy={adding.isPending}
          onTurnOn={() => adding.mutate(data.publicKey ?? '')}
        />
      )}
      {removing.error === null ? null : <ProblemNotice error={removing.error} money={false} />}
      <ul className={deviceStyles.sessions} aria-label={t('account.push.list')}>
        {data?.items.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            busy={removing.isPending}
            onRemove={() => removing.mutate(device)}
          />
        ))}
      </ul>
    </TitledSection>
  );
}
