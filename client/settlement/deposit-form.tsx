import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementDay } from '../../shared/api.ts';
import { depositReasons, type DepositReason } from '../../shared/settlement.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { isProblem } from '../problem-error.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Field } from '../ui/field.tsx';
import { useForm } from '../ui/use-form.ts';
import { WonInput } from '../ui/won-input.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import { DepositNote } from './deposit-note.tsx';
import styles from './deposit-form.module.css';
import { RemoveDepositDialog } from './remove-deposit-dialog.tsx';
import { usePutDeposit } from './use-put-deposit.ts';

interface Draft {
  won: number | null;
  reason: DepositReason | null;
  note: string;
}

const draftOf = ({ deposit }: SettlementDay): Draft => ({
  won: deposit?.won ?? null,
  reason: deposit?.reason ?? null,
  note: deposit?.note ?? '',
});

function Reasons({
  value,
  onChange,
}: {
  value: DepositReason | null;
  onChange: (reason: DepositReason | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.reasons}>
      <legend>{t('settlement.deposit.reason')}</legend>
      {[null, ...depositReasons].map((reason) => (
        <label key={reason ?? 'none'} className={styles.reason}>
          <input
            type="radio"
            name="settlement-reason"
            checked={value === reason}
            onChange={() => onChange(reason)}
          />
          {reason === null
            ? t('settlement.deposit.reasonNone')
            : t(`settlement.deposit.reasons.${reason}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** Mounted only while there is a deposit, so the dialog closes for good once that is removed. */
function RemoveDeposit(props: { day: SettlementDay; won: number; onRemoved: () => void }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setAsks(true)}>
        {t('settlement.deposit.remove')}
      </Button>
      {asks ? <RemoveDepositDialog {...props} onClose={() => setAsks(false)} /> : null}
    </>
  );
}

/** Types what arrived at the bank, and why it differs. */
function DepositForm({ day }: { day: SettlementDay }) {
  const { t } = useTranslation();
  const first = draftOf(day);
  // `seenWon` was shown when the typing began, so that a newer deposit is not replaced unseen.
  const [typed, setTyped] = useState<(Draft & { seenWon: number | null }) | null>(null);
  const draft = typed ?? first;
  const { won, reason, note } = draft;
  const differs = won !== null && won !== day.expectedWon;
  const saving = usePutDeposit(day.day, t('settlement.deposit.saved'), () => setTyped(null));
  const isStale = isProblem(saving.error, 'stale-view');
  const seenWon = typed === null || isStale ? day.depositWon : typed.seenWon;
  const noteNeeded = differs && reason === 'other' && note.trim() === '';
  const { form, tried } = useForm(() => {
    if (won === null || noteNeeded) return false;
    const because = differs && reason !== null ? { reason } : {};
    if (!saving.isPending) saving.mutate({ won, seenWon, note, ...because });
    return true;
  });
  const change = (part: Partial<Draft>) => {
    setTyped({ ...draft, ...part, seenWon });
    if (isStale) saving.reset();
  };
  const isTyped = won !== first.won || reason !== first.reason || note !== first.note;
  useUnsavedWork(isTyped);
  return (
    <form {...form} className={styles.form}>
      {saving.isError ? <ProblemNotice error={saving.error} money={false} /> : null}
      <Field
        label={t('settlement.deposit.won')}
        error={tried && won === null ? t('settlement.deposit.wonNeeded') : undefined}
      >
        {(control) => (
          <WonInput {...control} value={won} onChange={(next) => change({ won: next })} />
        )}
      </Field>
      {differs ? (
        <>
          {day.expectedWon === null || !isTyped ? null : (
            <p className={styles.live}>
              {t('settlement.deposit.difference')} <b>{formatAmount(won - day.expectedWon)}</b>
            </p>
          )}
          <Reasons value={reason} onChange={(next) => change({ reason: next })} />
          <DepositNote
            value={note}
            needed={reason === 'other'}
            error={tried && noteNeeded ? t('settlement.deposit.noteNeeded') : undefined}
            onChange={(next) => change({ note: next })}
          />
        </>
      ) : null}
      <Button type="submit" loading={saving.isPending} variant={isTyped ? 'filled' : 'default'}>
        {t('settlement.deposit.save')}
      </Button>
      {day.depositWon === null ? null : (
        <RemoveDeposit day={day} won={day.depositWon} onRemoved={() => setTyped(null)} />
      )}
    </form>
  );
}

type Deposit = NonNullable<SettlementDay['deposit']>;

/** Who entered a deposit, when, and from what. */
function Source({ deposit }: { deposit: Deposit }) {
  const { t } = useTranslation();
  const { by, at, source, csvLine } = deposit;
  return (
    <>
      {by.name} · {formatMoment(at)}
      <br />
      {source === 'csv' && csvLine !== null
        ? t('settlement.deposit.csv', { line: csvLine })
        : t('settlement.deposit.typed')}
    </>
  );
}

function Before({ deposits }: { deposits: readonly Deposit[] }) {
  const { t } = useTranslation();
  if (deposits.length === 0) return null;
  return (
    <details className={styles.before}>
      <summary>{t('settlement.deposit.before')}</summary>
      <ul>
        {deposits.map((deposit) => (
          <li key={deposit.at}>
            <b>{deposit.isRemoved ? t('settlement.deposit.removed') : formatAmount(deposit.won)}</b>{' '}
            {deposit.reason === null ? null : t(`settlement.deposit.reasons.${deposit.reason}`)}{' '}
            {deposit.note}
            <br />
            <Source deposit={deposit} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Line({ term, won, sum = false }: { term: string; won: number | null; sum?: boolean }) {
  return (
    <div data-sum={sum ? '' : undefined}>
      <dt>{term}</dt>
      <dd>{won === null ? '–' : formatAmount(won)}</dd>
    </div>
  );
}

/** 입금: what should arrive, worked out, and what did. */
export function DepositBox({ day }: { day: SettlementDay }) {
  const { t } = useTranslation();
  const {
    sums,
    notDueWon = 0,
    carryIn,
    carryOut,
    expectedWon,
    depositWon,
    differenceWon,
    invoice,
  } = day;
  return (
    <aside className={styles.box} aria-labelledby="settlement-deposit">
      <h2 id="settlement-deposit">{t('settlement.deposit.title')}</h2>
      <dl>
        <Line term={t('settlement.deposit.amount')} won={sums.amount} />
        <Line term={t('settlement.deposit.fee')} won={sums.fee} />
        <Line term={t('settlement.deposit.vat')} won={sums.vat} />
        {notDueWon === 0 ? null : <Line term={t('settlement.deposit.notDue')} won={-notDueWon} />}
        <Line term={t('settlement.deposit.carryIn')} won={carryIn} />
        <Line term={t('settlement.deposit.expected')} won={expectedWon} sum />
        <Line term={t('settlement.deposit.deposit')} won={depositWon} />
        <Line term={t('settlement.deposit.difference')} won={differenceWon} sum />
      </dl>
      {carryOut < 0 ? (
        <p className={styles.note}>
          {t('settlement.deposit.carryOut', { won: formatAmount(Math.abs(carryOut)) })}
        </p>
      ) : null}
      <p className={styles.note}>
        {t('settlement.deposit.invoice', {
          supply: formatAmount(invoice.supply),
          vat: formatAmount(invoice.vat),
        })}
      </p>
      <DepositForm key={day.day} day={day} />
      {day.deposit === null ? null : (
        <p className={styles.note}>
          <Source deposit={day.deposit} />
        </p>
      )}
      <Before deposits={day.depositsBefore} />
    </aside>
  );
}
