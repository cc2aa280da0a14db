import { Button } from '@mantine/core';
import { IconStar, IconStarFilled, IconTrash, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { addKorean } from '../copy/i18n.ts';
import { viewsKo } from '../copy/ko/views.ts';
import { announce } from '../ui/announcer.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { SaveView } from './save-view.tsx';
import { useViewCall, viewOptions, type SavedView } from './view-options.ts';
import styles from './views-panel.module.css';

addKorean({ views: viewsKo });

export interface ViewsPanelProps {
  /** The list's filter, as its address has it. */
  query: string;
  /** In the filter sheet of phones: hidden while empty, and it doesn't take the focus. */
  inSheet: boolean;
  onOpen: (query: string) => void;
}

/** The default filter has no query in the address. */
const USUAL = '';

/** The saved views, and a form that saves the current filter. */
export function ViewsPanel({ query, inSheet, onOpen }: ViewsPanelProps) {
  const { t } = useTranslation();
  const views = useQuery(viewOptions);
  const panel = useRef<HTMLDivElement>(null);
  const loaded = views.data !== undefined;
  useEffect(() => {
    // The panel loads after its dropdown has opened, which had nothing to focus.
    if (loaded && !inSheet) panel.current?.querySelector('button')?.focus();
  }, [loaded, inSheet]);
  const kept = views.data ?? [];
  const maySave = loaded && query !== USUAL;
  if (inSheet && kept.length === 0 && !maySave && !views.isError) return null;
  return (
    <div ref={panel} className={inSheet ? styles.sheet : styles.panel}>
      {inSheet ? (
        <h3>{t('list.views.label')}</h3>
      ) : (
        <p className={styles.lead}>{t('views.lead')}</p>
      )}
      {views.isError ? (
        <ProblemNotice error={views.error} money={false} title={t('views.unread')} />
      ) : null}
      {loaded && (kept.length > 0 || !inSheet) ? (
        <ul className={styles.list} aria-label={t('views.list')}>
          <li className={styles.line}>
            <OpenButton name={t('views.everything')} current={query === USUAL}>
              {() => onOpen(USUAL)}
            </OpenButton>
          </li>
          {kept.map((view) => (
            <ViewLine
              key={view.id}
              view={view}
              current={view.query === query}
              onOpen={() => onOpen(view.query)}
            />
          ))}
        </ul>
      ) : null}
      {loaded && kept.length === 0 && !inSheet ? (
        <p className={styles.none}>{t('views.none')}</p>
      ) : null}
      {maySave && !inSheet ? <SaveView query={query} views={kept} inSheet={false} /> : null}
      {maySave && inSheet ? (
        <details>
          <summary>{t('views.save.title')}</summary>
          <SaveView query={query} views={kept} inSheet />
        </details>
      ) : null}
    </div>
  );
}

function OpenButton({
  name,
  current,
  note,
  children: onPress,
}: {
  name: string;
  current: boolean;
  note?: string | null;
  children: () => void;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.open}
      aria-current={current ? 'true' : undefined}
      onClick={onPress}
    >
      <span className={styles.name}>{name}</span>
      {note === undefined || note === null ? null : <small>{note}</small>}
      {current ? <small className={styles.current}>{t('views.current')}</small> : null}
    </button>
  );
}

function ViewLine({
  view,
  current,
  onOpen,
}: {
  view: SavedView;
  current: boolean;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const { id, name, isDefault, mine, shared } = view;
  const [asking, setAsking] = useState(false);
  const choose = useViewCall(
    (next: boolean) =>
      callApi('PATCH /api/views/:id', { params: { id }, body: { isDefault: next } }),
    ({ isDefault: now }) => announce(now ? t('views.started', { name }) : t('views.startEnded')),
  );
  const remove = useViewCall(
    () => callApi('DELETE /api/views/:id', { params: { id } }),
    () => announce(t('views.removed', { name })),
  );
  const error = choose.error ?? remove.error;
  const byOther = mine ? null : t('views.byOther', { name: view.owner.name });
  return (
    <li>
      <div className={styles.line}>
        <OpenButton name={name} current={current} note={byOther}>
          {onOpen}
        </OpenButton>
        {mine && shared ? (
          <span className={styles.mark} title={t('views.sharedByMe')}>
            <IconUsers size={16} stroke={1.75} aria-label={t('views.sharedByMe')} role="img" />
          </span>
        ) : null}
        <IconButton
          label={t(isDefault ? 'views.startEnd' : 'views.start', { name })}
          aria-pressed={isDefault}
          onClick={() => choose.mutate(!isDefault)}
        >
          {isDefault ? (
            <IconStarFilled size={16} aria-hidden="true" />
          ) : (
            <IconStar size={16} stroke={1.75} aria-hidden="true" />
          )}
        </IconButton>
        {mine ? (
          <IconButton
            label={t('views.remove', { name })}
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      {asking ? (
        <div className={styles.sure} role="group" aria-label={t('views.remove', { name })}>
          <p>{t('views.removeSure', { name })}</p>
          <Button variant="default" size="xs" onClick={() => setAsking(false)}>
            {t('views.removeNo')}
          </Button>
          <Button color="red" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('views.removeYes')}
          </Button>
        </div>
      ) : null}
      {error === null ? null : (
        <ProblemNotice error={error} money={false} title={t('views.failed')} />
      )}
    </li>
  );
}
