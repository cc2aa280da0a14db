import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { choiceFilter } from '../parts/log/filter-kinds.tsx';
import { LogFilters } from '../parts/log/log-filters.tsx';
import { LogList, LogTools } from '../parts/log/log-list.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import listStyles from './about-log.module.css';
import { AgainDialog } from './again-dialog.tsx';
import { DeliveryRow } from './delivery-row.tsx';
import {
  deliveriesOptions,
  soughtStates,
  webhooksOptions,
  type SoughtState,
} from './webhook-options.ts';
import styles from './webhooks.module.css';

interface ListProps {
  id: string;
  mayChange: boolean;
  state: SoughtState | null;
  onState: (state: SoughtState | null) => void;
}

/** 보낸 알림: what became of each event at one endpoint. */
export function DeliveryList({ id, mayChange, state, onState }: ListProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(deliveriesOptions(id, state));
  const [again, setAgain] = useState(false);
  return (
    <section aria-label={t('developer.webhooks.log.section')}>
      <Head id={id} />
      <LogTools reading={list}>
        <LogFilters
          onClear={() => onState(null)}
          filters={[
            choiceFilter({
              name: 'state',
              label: t('developer.webhooks.log.state'),
              options: soughtStates.map((value) => ({
                value,
                word: t(`developer.webhooks.log.became.${value}`),
              })),
              value: state,
              onChange: onState,
            }),
          ]}
        />
        {mayChange ? (
          <Button size="xs" className={styles.again} onClick={() => setAgain(true)}>
            {t('developer.webhooks.log.span.open')}
          </Button>
        ) : null}
      </LogTools>
      <LogList
        reading={list}
        words={{
          loading: t('developer.webhooks.log.loading'),
          failed: t('developer.webhooks.log.failed'),
          moreFailed: t('developer.webhooks.log.moreFailed'),
        }}
        entries={list.data?.pages.flatMap(({ items }) => items) ?? null}
        atOf={({ at }) => at}
        row={(delivery) => (
          <DeliveryRow key={delivery.seq} id={id} delivery={delivery} mayChange={mayChange} />
        )}
        nothing={<Nothing state={state} onState={onState} />}
      />
      {again ? <AgainDialog id={id} onClose={() => setAgain(false)} /> : null}
    </section>
  );
}

function Head({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(webhooksOptions);
  const endpoint = data?.items.find((one) => one.id === id);
  return (
    <div className={listStyles.address}>
      <p>
        <Link to="/developer/webhooks" className={styles.back}>
          <IconArrowLeft size={16} stroke={1.75} aria-hidden="true" />
          {t('developer.webhooks.log.back')}
        </Link>
      </p>
      {endpoint === undefined ? null : (
        <p className={styles.url}>
          <bdi className="mono">{endpoint.url}</bdi>
        </p>
      )}
      <p className={listStyles.quiet}>{t('developer.webhooks.log.kept')}</p>
    </div>
  );
}

function Nothing({ state, onState }: Pick<ListProps, 'state' | 'onState'>) {
  const { t } = useTranslation();
  const words = state === null ? 'empty' : 'filtered';
  return (
    <EmptyState
      title={t(`developer.webhooks.log.${words}.title`)}
      body={t(`developer.webhooks.log.${words}.body`)}
    >
      {state === null ? null : <Button onClick={() => onState(null)}>{t('log.clear')}</Button>}
    </EmptyState>
  );
}
