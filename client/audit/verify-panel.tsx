import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditVerdict } from '../../shared/audit.ts';
import { formatMoment } from '../format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './verify-panel.module.css';

const nextSteps = ['keep', 'compare', 'people'] as const;

/** The result of verifying the hash chain; if it is broken, from which row on and what to do. */
export function VerifyPanel({ verdict, atMs }: { verdict: AuditVerdict; atMs: number }) {
  return (
    <div className={styles.panel}>
      {verdict.broken === null ? <Whole verdict={verdict} /> : <Broken broken={verdict.broken} />}
      <VerdictFacts verdict={verdict} atMs={atMs} />
    </div>
  );
}

function Whole({ verdict }: { verdict: AuditVerdict }) {
  const { t } = useTranslation();
  const { rows, firstSeq } = verdict;
  if (rows === 0) return <Notice title={t('audit.verify.okEmpty')} />;
  return (
    <Notice
      title={<span className={styles.whole}>{t('audit.verify.okTitle', { rows })}</span>}
      icon={<IconCircleCheck size={16} stroke={2} className={styles.whole} />}
    >
      <p>{t('audit.verify.okBody')}</p>
      {firstSeq === null || firstSeq === 1 ? null : (
        <p>{t('audit.verify.okBegins', { first: firstSeq })}</p>
      )}
      <p>{t('audit.verify.outside')}</p>
    </Notice>
  );
}

function Broken({ broken }: { broken: NonNullable<AuditVerdict['broken']> }) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad" title={t('audit.verify.badTitle', { seq: broken.seq })}>
      <p>{t(`audit.faults.${broken.fault}`)}</p>
      <p className={styles.next}>{t('audit.verify.badNextTitle')}</p>
      <ol className={styles.steps}>
        {nextSteps.map((step) => (
          <li key={step}>{t(`audit.verify.badNext.${step}`)}</li>
        ))}
      </ol>
    </Notice>
  );
}

function VerdictFacts({ verdict, atMs }: { verdict: AuditVerdict; atMs: number }) {
  const { t } = useTranslation();
  const { rows, firstSeq, lastSeq, lastHash, checkpoints, lastCheckpoint } = verdict;
  return (
    <div className={styles.facts}>
      <Facts>
        <Fact term={t('audit.verify.at')}>{formatMoment(new Date(atMs).toISOString())}</Fact>
        <Fact term={t('audit.verify.range')}>
          {firstSeq === null || lastSeq === null
            ? t('audit.verify.rowsValue', { rows })
            : t('audit.verify.rangeValue', {
                first: firstSeq,
                last: lastSeq,
                rows,
              })}
        </Fact>
        <Fact term={t('audit.verify.checkpoints')}>
          {lastCheckpoint === null
            ? t('audit.verify.checkpointsNone')
            : t('audit.verify.checkpointsValue', {
                count: checkpoints,
                seq: lastCheckpoint.seq,
                when: formatMoment(lastCheckpoint.at),
              })}
        </Fact>
        {lastHash === null ? null : (
          <Fact term={t('audit.verify.lastHash')}>
            <span className="mono">{lastHash}</span> <CopyButton text={lastHash} />
          </Fact>
        )}
      </Facts>
    </div>
  );
}
