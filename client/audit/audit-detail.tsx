import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry, ListedAuditEntry } from '../../shared/audit.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { WholeId } from '../parts/log/whole-id.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import styles from './audit-detail.module.css';
import { anyAudit, type AuditQuery } from './audit-query.ts';
import { changesOf, factName, factText } from './audit-words.ts';

/** Filters the log by this entry's person, payment or operation. */
export type OnlyThese = (query: AuditQuery) => void;

/** All fields of an entry. */
export function AuditDetail({ entry, onOnly }: { entry: ListedAuditEntry; onOnly: OnlyThese }) {
  const { t } = useTranslation();
  const { seq, at, actor, action, payToken, orderNo, operationId, prevHash, hash } = entry;
  const who = [t(`audit.actorTypes.${actor.type}`), actor.name].filter((part) => part !== null);
  return (
    <>
      <Facts>
        <Fact term={t('audit.detail.seq')}>{t('audit.detail.seqValue', { seq })}</Fact>
        <Fact term={t('audit.detail.at')}>
          {t('audit.detail.atValue', {
            when: `${formatMoment(at)}:${formatClockSeconds(at).slice(6)}`,
          })}
        </Fact>
        <Fact term={t('audit.detail.what')}>{t(`audit.actions.${action}`)}</Fact>
        <Fact term={t('audit.detail.who')}>
          <bdi>{who.join(' · ')}</bdi> {actor.id === null ? null : <WholeId text={actor.id} />}
        </Fact>
        {actor.address === null ? null : (
          <Fact term={t('audit.detail.address')}>
            <span className="mono">{actor.address}</span>
          </Fact>
        )}
        {payToken === null ? null : (
          <Fact term={t('audit.detail.payment')}>
            {orderNo === null ? null : <bdi>{orderNo}</bdi>} <WholeId text={payToken} />
          </Fact>
        )}
        {operationId === null ? null : (
          <Fact term={t('audit.detail.operation')}>
            <WholeId text={operationId} />
          </Fact>
        )}
        <Content entry={entry} />
        <Fact term={t('audit.detail.prevHash')}>
          <WholeId text={prevHash} />
        </Fact>
        <Fact term={t('audit.detail.hash')}>
          <WholeId text={hash} />
        </Fact>
      </Facts>
      <Only entry={entry} onOnly={onOnly} />
    </>
  );
}

/** The entry's content: changes as sentences, all other fields by name. */
function Content({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const changes = changesOf(entry, t);
  const facts = Object.entries(entry.detail).filter(
    ([name]) => name !== 'changes' || changes.length === 0,
  );
  return (
    <>
      {changes.length === 0 ? null : (
        <Fact term={t('audit.detail.changes')}>
          <ul className={styles.changes}>
            {changes.map(({ name, from, to }) => (
              <li key={name}>
                <b>{name}</b> {from} → {to}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {facts.map(([name, value]) => (
        <Fact key={name} term={factName(name, t)}>
          <Value name={name} value={value} />
        </Fact>
      ))}
    </>
  );
}

function Value({ name, value }: { name: string; value: unknown }): ReactNode {
  const { t } = useTranslation();
  const text = factText(name, value, t);
  if (name.endsWith('Hash')) return <WholeId text={text} />;
  const isRaw = typeof value === 'object' && value !== null && /^[[{]/.test(text);
  return isRaw ? <pre className={`mono ${styles.raw ?? ''}`}>{text}</pre> : <bdi>{text}</bdi>;
}

function Only({ entry, onOnly }: { entry: AuditEntry; onOnly: OnlyThese }) {
  const { t } = useTranslation();
  const { actor, payToken, operationId } = entry;
  const choices = [
    { name: 'staff', query: { staff: actor.id } },
    { name: 'payment', query: { payToken } },
    { name: 'operation', query: { operationId } },
  ] as const;
  const offered = choices.filter(({ query }) => Object.values(query).every((id) => id !== null));
  if (offered.length === 0) return null;
  return (
    <div className={styles.only}>
      {offered.map(({ name, query }) => (
        <Button key={name} size="xs" onClick={() => onOnly({ ...anyAudit, ...query })}>
          {t(`audit.only.${name}`)}
        </Button>
      ))}
    </div>
  );
}
