import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Amount } from '../ui/amount.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './bank-dialog.module.css';
import { dayText } from './settlement-words.ts';

export type Read = Answer<'POST /api/settlement/deposits'>;

/** A recorded deposit, and what it would become. */
function Change({ change: { day, from, won, added } }: { change: Read['changes'][number] }) {
  const { t } = useTranslation();
  const what = [
    from.source === 'typed' ? t('settlement.bank.changes.typed') : null,
    added === null
      ? t('settlement.bank.changes.replaced')
      : t('settlement.bank.changes.added', { count: added }),
    from.reason === null
      ? null
      : t('settlement.bank.changes.reason', {
          reason: t(`settlement.deposit.reasons.${from.reason}`),
        }),
  ].filter((text) => text !== null);
  return (
    <li>
      <span>
        {dayText(day, t)}
        <br />
        <small>{what.join(' · ')}</small>
      </span>
      <span className={styles.change}>
        <Amount won={from.won} />
        <span aria-hidden="true">→</span>
        <b>
          <Amount won={won} />
        </b>
      </span>
    </li>
  );
}

/** Asks before recorded deposits change. Until then nothing of the file is recorded. */
export function BankChanges({
  read: { changes, days, same },
  error,
  isAgain,
  busy,
  onConfirm,
  onCancel,
}: {
  read: Read;
  error: Error | null;
  /** They were confirmed, but have changed meanwhile. */
  isAgain: boolean;
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const fresh = days.length - same - changes.length;
  return (
    <Dialog onClose={onCancel}>
      <DialogHead
        title={t('settlement.bank.changes.title', { count: changes.length })}
        takesFocus
        onClose={onCancel}
      />
      <DialogBody toRead>
        {error === null ? null : <ProblemNotice error={error} money={false} />}
        {isAgain ? <Notice tone="warn" title={t('settlement.bank.changes.again')} /> : null}
        <p>
          {t('settlement.bank.changes.lead')}
          {fresh === 0 ? null : ` ${t('settlement.bank.changes.fresh', { count: fresh })}`}
        </p>
        <ul className={styles.days}>
          {changes.map((change) => (
            <Change key={change.day} change={change} />
          ))}
        </ul>
      </DialogBody>
      <AskFoot
        onCancel={onCancel}
        confirm={t('settlement.bank.changes.confirm')}
        busy={busy}
        onConfirm={onConfirm}
      />
    </Dialog>
  );
}
