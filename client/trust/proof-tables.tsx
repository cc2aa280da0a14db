import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { proofs, type KillHits, type MutantResult, type RowHits } from '../../shared/trust.ts';
import { formatWon } from '../../shared/won.ts';
import styles from './proof-tables.module.css';
import { coverage, isState } from './trust-reading.ts';

/** A long table, collapsed at first. */
function Folded({
  title,
  caption,
  heads,
  children,
}: {
  title: string;
  caption: string;
  heads: { name: string; text: string; number?: boolean }[];
  children: ReactNode;
}) {
  return (
    <details className={styles.folded}>
      <summary>{title}</summary>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={caption}>
        <table className={styles.table}>
          <caption className="vh">{caption}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head.name} scope="col" className={head.number ? styles.number : undefined}>
                  {head.text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </details>
  );
}

/** Marks a row that was never reached or never caught. */
function Gap({ children }: { children: ReactNode }) {
  return (
    <span className={styles.gap}>
      <IconAlertTriangle size={14} stroke={2} aria-hidden="true" />
      {children}
    </span>
  );
}

function StateName({ state }: { state: string }) {
  const { t } = useTranslation();
  if (!isState(state)) return <span className="mono">{state}</span>;
  return (
    <>
      {t(`statuses.operation.${state}`)} <span className={`mono ${styles.raw ?? ''}`}>{state}</span>
    </>
  );
}

/** How often a run took each transition. */
export function HitTable({ rows }: { rows: readonly RowHits[] }) {
  const { t } = useTranslation();
  const all = coverage(rows);
  const taken = all.filter((row) => row.hits > 0).length;
  return (
    <Folded
      title={t('trust.rows.open', { total: all.length, taken })}
      caption={t('trust.rows.caption')}
      heads={[
        { name: 'from', text: t('trust.rows.from') },
        { name: 'cause', text: t('trust.rows.cause') },
        { name: 'to', text: t('trust.rows.to') },
        { name: 'hits', text: t('trust.rows.hits'), number: true },
      ]}
    >
      {all.map(({ from, cause, to, hits }) => (
        <tr key={`${from} ${cause} ${to}`}>
          <td>
            <StateName state={from} />
          </td>
          <td className="mono">{cause}</td>
          <td>
            <StateName state={to} />
          </td>
          <td className={styles.number}>
            {hits === 0 ? <Gap>{t('trust.rows.never')}</Gap> : formatWon(hits)}
          </td>
        </tr>
      ))}
    </Folded>
  );
}

/** The points at which the process was killed, and how often. */
export function KillTable({ kills }: { kills: readonly KillHits[] }) {
  const { t } = useTranslation();
  const sorted = kills.toSorted((a, b) => Number(a.hits > 0) - Number(b.hits > 0));
  return (
    <Folded
      title={t('trust.kills.open', { total: kills.length })}
      caption={t('trust.kills.caption')}
      heads={[
        { name: 'point', text: t('trust.kills.point') },
        { name: 'hits', text: t('trust.kills.hits'), number: true },
      ]}
    >
      {sorted.map(({ point, hits }) => (
        <tr key={point}>
          <td className="mono">{point}</td>
          <td className={styles.number}>
            {hits === 0 ? <Gap>{t('trust.kills.never')}</Gap> : formatWon(hits)}
          </td>
        </tr>
      ))}
    </Folded>
  );
}

/** What killed a mutant: a proof by its title, anything else by its name. */
function Catcher({ name }: { name: string }) {
  const { t } = useTranslation();
  const proof = proofs.find((one) => one === name);
  return proof === undefined ? (
    <span className="mono">{name}</span>
  ) : (
    t(`trust.proofs.${proof}.title`)
  );
}

/** The mutants and what killed them, survivors first. */
export function MutantTable({ mutants }: { mutants: readonly MutantResult[] }) {
  const { t, i18n } = useTranslation();
  const killed = mutants.filter((mutant) => mutant.killedBy !== null);
  const survivors = mutants.filter((mutant) => mutant.killedBy === null);
  return (
    <Folded
      title={t('trust.mutants.open', { total: mutants.length, killed: killed.length })}
      caption={t('trust.mutants.caption')}
      heads={[
        { name: 'what', text: t('trust.mutants.what') },
        { name: 'killedBy', text: t('trust.mutants.killedBy') },
      ]}
    >
      {[...survivors, ...killed].map(({ name, what, whatKo, killedBy, after }) => (
        <tr key={name}>
          <td>
            {i18n.language === 'ko' ? whatKo : what}
            <span className={`mono ${styles.under ?? ''}`}>{name}</span>
          </td>
          <td>
            {killedBy === null ? (
              <Gap>{t('trust.mutants.survived')}</Gap>
            ) : (
              <>
                <Catcher name={killedBy} />
                {after === null ? null : (
                  <span className={`nowrap ${styles.under ?? ''}`}>
                    {t('trust.mutants.after', { n: after })}
                  </span>
                )}
              </>
            )}
          </td>
        </tr>
      ))}
    </Folded>
  );
}
