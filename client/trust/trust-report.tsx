import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Trust } from '../../shared/trust.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ProofSection } from './proof-section.tsx';
import { trustOptions } from './trust-options.ts';
import { isAlarm, summarize } from './trust-reading.ts';
import styles from './trust-report.module.css';

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('trust.loading')}</span>
      {['40%', '100%', '80%', '40%', '100%', '70%'].map((width, index) => (
        <Skeleton key={`${width}-${String(index)}`} width={width} />
      ))}
    </div>
  );
}

function Alarm({ trust }: { trust: Trust }) {
  const { t } = useTranslation();
  const alarms = trust.proofs.filter(isAlarm);
  if (alarms.length === 0) return null;
  const names = alarms.map(({ proof }) => t(`trust.proofs.${proof}.title`)).join(', ');
  return (
    <Notice tone="bad" title={t('trust.alarm.title')}>
      <p>{t('trust.alarm.text', { names })}</p>
    </Notice>
  );
}

function Summary({ trust }: { trust: Trust }) {
  const { t } = useTranslation();
  const summary = summarize(trust);
  const bad = { violations: summary.violations > 0, survivors: summary.survivors > 0 };
  return (
    <dl className={styles.summary} aria-label={t('trust.summary.label')}>
      {(['current', 'older', 'notRun', 'violations', 'survivors'] as const).map((name) => {
        const alarming = (name === 'violations' || name === 'survivors') && bad[name];
        const missing = name === 'notRun' && summary.notRun > 0;
        return (
          <div key={name} data-tone={alarming ? 'bad' : missing ? 'warn' : undefined}>
            <dt>{t(`trust.summary.${name}`)}</dt>
            <dd>{summary[name]}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Limits() {
  const { t } = useTranslation();
  return (
    <section className={styles.limits} aria-labelledby="trust-limits">
      <h2 id="trust-limits">{t('trust.limits.title')}</h2>
      <p>{t('trust.limits.lead')}</p>
      <ul>
        {(['toss', 'nodes', 'disk', 'people', 'delay'] as const).map((name) => (
          <li key={name}>{t(`trust.limits.items.${name}`)}</li>
        ))}
      </ul>
    </section>
  );
}

function Build({ trust }: { trust: Trust }) {
  const { t } = useTranslation();
  return (
    <div className={styles.build}>
      <Facts>
        <Fact term={t('trust.version')}>{trust.version}</Fact>
        <Fact term={t('trust.engine')}>
          <span className="mono">{trust.engine}</span>{' '}
          <CopyButton text={trust.engine} what={t('trust.engine')} />
        </Fact>
      </Facts>
      <p className={styles.why}>{t('trust.engineWhy')}</p>
    </div>
  );
}

/** What was proved about this build's handling of money, by which run, and what was not. */
export function TrustReport() {
  const { t } = useTranslation();
  const query = useQuery(trustOptions);
  const trust = query.data;
  if (query.isPending) return <Loading />;
  if (trust === undefined) {
    return (
      <ProblemNotice
        error={query.error}
        money={false}
        title={t('trust.failed')}
        action={
          <Button
            onClick={() => {
              void query.refetch();
            }}
          >
            {t('common.retry')}
          </Button>
        }
      />
    );
  }
  const nothing = trust.proofs.every((entry) => entry.result === null);
  return (
    <div className={styles.report}>
      <Alarm trust={trust} />
      {nothing ? (
        <EmptyState title={t('trust.empty.title')} body={t('trust.empty.text')} />
      ) : (
        <Summary trust={trust} />
      )}
      <Build trust={trust} />
      <div>
        {trust.proofs.map((entry) => (
          <ProofSection key={entry.proof} entry={entry} />
        ))}
      </div>
      <Limits />
    </div>
  );
}
