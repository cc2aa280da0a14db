import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AuditEntry } from '../../shared/audit.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { shortToken } from '../ui/short-token.ts';
import { AuditDetail, type OnlyThese } from './audit-detail.tsx';
import styles from './audit-entry-row.module.css';
import { changesOf, evidenceText, saidText, whoText } from './audit-words.ts';

/** What changed is told at once where it is a line or so; a list of reasons waits below. */
const SHORT_CHANGE = 80;

/** One entry: when, who, from where, what, on what evidence; the rest unfolds. */
export function AuditEntryRow({ entry, onOnly }: { entry: AuditEntry; onOnly: OnlyThese }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const detailId = useId();
  const { seq, at, actor, payToken } = entry;
  const evidence = evidenceText(entry, t);
  return (
    <li
      className={styles.entry}
      onClick={(event) => {
        // The whole row is a bigger target for the mouse; the button is everybody's.
        const { target } = event;
        const pressed = target instanceof Element && target.closest('a, button, dl, pre') !== null;
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!pressed && !selecting) setOpened(!opened);
      }}
    >
      <time className={styles.time} dateTime={at} title={formatMoment(at)}>
        {formatClockSeconds(at)}
      </time>
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
        {payToken === null ? null : (
          <p className={styles.beneath}>
            <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken}>
              {t('audit.payment', { token: shortToken(payToken) })}
            </Link>
          </p>
        )}
      </div>
      <IconButton
        label={t('audit.detail.open', { seq })}
        className={styles.toggle}
        aria-expanded={opened}
        aria-controls={opened ? detailId : undefined}
        onClick={() => {
          setOpened(!opened);
        }}
      >
        <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
      {opened ? (
        <div id={detailId} className={styles.detail}>
          <AuditDetail entry={entry} onOnly={onOnly} />
        </div>
      ) : null}
    </li>
  );
}
