import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListedAuditEntry } from '../../shared/audit.ts';
import { UnfoldingRow } from '../parts/log/unfolding-row.tsx';
import { shortToken } from '../ui/short-token.ts';
import { AuditDetail, type OnlyThese } from './audit-detail.tsx';
import styles from './audit-entry-row.module.css';
import { changesOf, entryEvidenceText, openedText, saidText, whoText } from './audit-words.ts';

/** Changes up to this many characters are shown in the row, longer ones only unfolded. */
const SHORT_CHANGE = 80;

/** One entry: when, who, from where, what and on which evidence; the rest unfolds. */
export function AuditEntryRow({ entry, onOnly }: { entry: ListedAuditEntry; onOnly: OnlyThese }) {
  const { t } = useTranslation();
  const { seq, at, actor, payToken, orderNo } = entry;
  const evidence = entryEvidenceText(entry, t);
  const opened = openedText(entry, t);
  return (
    <UnfoldingRow
      className={styles.entry}
      at={at}
      openLabel={t('audit.detail.open', { seq })}
      detail={() => <AuditDetail entry={entry} onOnly={onOnly} />}
    >
      <span className={styles.who}>
        <bdi>{whoText(entry, t)}</bdi>
        {actor.address === null ? null : (
          <span className={`mono ${styles.address ?? ''}`}>{actor.address}</span>
        )}
      </span>
      <div className={styles.what}>
        <p>
          <bdi>{saidText(entry, t)}</bdi>
        </p>
        {changesOf(entry, t)
          .filter(({ from, to }) => from.length + to.length <= SHORT_CHANGE)
          .map(({ name, from, to }) => (
            <p key={name} className={styles.beneath}>
              {name} {from} → {to}
            </p>
          ))}
        {evidence === null ? null : <p className={styles.beneath}>{evidence}</p>}
        {opened === null ? null : <p className={styles.beneath}>{opened}</p>}
        {payToken === null ? null : (
          <p className={styles.beneath}>
            <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken}>
              <bdi>
                {orderNo === null
                  ? t('audit.payment', { token: shortToken(payToken) })
                  : t('audit.order', { orderNo })}
              </bdi>
            </Link>
          </p>
        )}
      </div>
    </UnfoldingRow>
  );
}
