import { Button } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { isProblem } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './account.module.css';
import { agentWords } from './agent-words.ts';
import sessionStyles from './own-sessions.module.css';

type OwnSession = Answer<'GET /api/me/sessions'>['items'][number];

const sessionsOptions = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: ({ signal }) => callApi('GET /api/me/sessions', {}, { signal }),
});

/** Ends the session with this id; with `null` all sessions but this one. */
function endSessions(id: string | null) {
  return id === null
    ? callApi('DELETE /api/me/sessions', {})
    : callApi('DELETE /api/me/sessions/:id', { params: { id } });
}

/** This person's sessions, with buttons that end them. */
export function OwnSessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsOptions);
  const ending = useMutation({
    mutationFn: endSessions,
    onSuccess: (left) => {
      client.setQueryData(sessionsOptions.queryKey, left);
      announce(t('account.sessions.ended'));
    },
    // The session may have ended meanwhile, so the list is fetched again.
    onError: () => client.invalidateQueries({ queryKey: sessionsOptions.queryKey }),
  });
  const others = data?.items.filter(({ current }) => !current) ?? [];
  return (
    <>
      <p className={styles.lead}>{t('account.sessions.lead')}</p>
      {error === null ? null : (
        <ProblemNotice
          error={error}
          money={false}
          title={t('account.sessions.failed')}
          action={<Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        />
      )}
      {/* After cancelling the second factor no notice is needed. */}
      {ending.error === null || isProblem(ending.error, 'step-up-needed') ? null : (
        <ProblemNotice error={ending.error} money={false} />
      )}
      {data === undefined && error === null ? (
        <div role="status" aria-busy="true">
          <span className="vh">{t('account.sessions.loading')}</span>
          <Skeleton width="60%" />
        </div>
      ) : null}
      <ul className={sessionStyles.sessions}>
        {data?.items.map((session) => (
          <Session
            key={session.id}
            session={session}
            busy={ending.isPending}
            onEnd={() => ending.mutate(session.id)}
          />
        ))}
      </ul>
      {data !== undefined && others.length === 0 ? (
        <p className={styles.faint}>{t('account.sessions.none')}</p>
      ) : null}
      {others.length === 0 ? null : (
        <div className={styles.acts}>
          <Button
            loading={ending.isPending && ending.variables === null}
            onClick={() => ending.mutate(null)}
          >
            {t('account.sessions.endOthers')}
          </Button>
        </div>
      )}
    </>
  );
}

function Session({
  session,
  busy,
  onEnd,
}: {
  session: OwnSession;
  busy: boolean;
  onEnd: () => void;
}) {
  const { t } = useTranslation();
  const { address, agent, createdAt, activeAt, current } = session;
  const name = agentWords(agent) ?? t('account.sessions.unknownAgent');
  return (
    <li className={sessionStyles.session}>
      <div>
        <p>
          {name} {current ? <b>{t('account.sessions.current')}</b> : null}
        </p>
        <p className={sessionStyles.facts}>
          {address === null ? null : <span className="mono">{address}</span>}{' '}
          {t('account.sessions.times', {
            since: formatMoment(createdAt),
            last: formatMoment(activeAt),
          })}
        </p>
      </div>
      {current ? null : (
        <Button
          size="xs"
          disabled={busy}
          aria-label={t('account.sessions.endOne', { name, since: formatMoment(createdAt) })}
          onClick={onEnd}
        >
          {t('account.sessions.end')}
        </Button>
      )}
    </li>
  );
}
