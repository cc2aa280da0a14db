import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MonthClose } from '../../shared/api.ts';
import { EVIDENCE_MIN, EXPORT_REASON_MAX } from '../../shared/limits.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { stampWords } from './day-words.ts';
import styles from './month-signature.module.css';

const netOf = ({ figures: { paid, refunded } }: Pick<MonthClose, 'figures'>) =>
  paid.won - refunded.won;

interface ActProps {
  close: MonthClose;
  /** The month in words, `2026년 10월`. */
  name: string;
  onClose: () => void;
}

/** Calls the desk and shows the month as it is then. */
function useAct(act: () => Promise<MonthClose>, said: string, onClose: () => void) {
  const client = useQueryClient();
  const reread = () => client.invalidateQueries({ queryKey: ['month-close'] });
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await reread();
      announce(said);
      onClose();
    },
    // Its figures may have changed since they were read.
    onError: () => void reread(),
  });
}

function SignDialog({ close, name, onClose }: ActProps) {
  const { t } = useTranslation();
  const { month, figures, figuresHash } = close;
  const act = useAct(
    () =>
      callApi('POST /api/day-close/months/:month/signatures', {
        params: { month },
        body: { seenHash: figuresHash },
      }),
    t('dayClose.sign.signedNow', { month: name }),
    onClose,
  );
  const { form } = useForm(() => {
    if (!act.isPending) act.mutate();
    return true;
  });
  const unknown = figures.refundedByTax.find(({ tax }) => tax === 'unknown')?.count ?? 0;
  const sums = (count: number, won: number) =>
    `${t('dayClose.count', { count })} · ${formatAmount(won)}`;
  return (
    <Dialog onClose={onClose}>
      <DialogForm {...form}>
        <DialogHead title={t('dayClose.sign.ask', { month: name })} onClose={onClose} />
        <DialogBody>
          <p>{t('dayClose.sign.why')}</p>
          <Facts>
            <Fact term={t('dayClose.sums.paid')}>{sums(figures.paid.count, figures.paid.won)}</Fact>
            <Fact term={t('dayClose.sums.refunded')}>
              {sums(figures.refunded.count, 0 - figures.refunded.won)}
            </Fact>
            <Fact term={t('dayClose.sums.net')}>
              <b>{formatAmount(netOf(close))}</b>
            </Fact>
            {figures.transferred.count === 0 ? null : (
              <Fact term={t('dayClose.sums.transferred')}>
                {sums(figures.transferred.count, 0 - figures.transferred.won)}
              </Fact>
            )}
          </Facts>
          {unknown === 0 && figures.withoutVat.count === 0 ? null : (
            <p>{t('dayClose.sign.apart', { unknown, withoutVat: figures.withoutVat.count })}</p>
          )}
          {act.error === null ? null : <ProblemNotice error={act.error} money={false} />}
        </DialogBody>
        <FormFoot onClose={onClose} busy={act.isPending} submit={t('dayClose.sign.submit')} />
      </DialogForm>
    </Dialog>
  );
}

function ReopenDialog({ close, name, onClose }: ActProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { month, signed } = close;
  const act = useAct(
    () =>
      callApi('POST /api/day-close/months/:month/reopenings', {
        params: { month },
        body: { reason: reason.trim() },
      }),
    t('dayClose.sign.reopenedNow', { month: name }),
    onClose,
  );
  const { length } = reason.trim();
  const fault =
    length < EVIDENCE_MIN ? 'reasonShort' : length > EXPORT_REASON_MAX ? 'reasonLong' : null;
  const { form, tried } = useForm(() => {
    if (fault === null && !act.isPending) act.mutate();
    return fault === null;
  });
  return (
    <Dialog onClose={onClose}>
      <DialogForm {...form}>
        <DialogHead title={t('dayClose.sign.askReopen', { month: name })} onClose={onClose} />
        <DialogBody>
          <p>{t('dayClose.sign.whyReopen')}</p>
          {signed === null ? null : (
            <Facts>
              <Fact term={t('dayClose.sign.then')}>{formatAmount(netOf(signed))}</Fact>
              <Fact term={t('dayClose.sign.now')}>{formatAmount(netOf(close))}</Fact>
            </Facts>
          )}
          <Field
            label={t('dayClose.sign.reason')}
            error={tried && fault !== null ? t(`dayClose.sign.${fault}`) : null}
          >
            {(control) => (
              <NoteInput
                {...control}
                data-autofocus
                required
                rows={2}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </Field>
          {act.error === null ? null : <ProblemNotice error={act.error} money={false} />}
        </DialogBody>
        <FormFoot onClose={onClose} busy={act.isPending} submit={t('dayClose.sign.reopen')} />
      </DialogForm>
    </Dialog>
  );
}

function Changed({ close }: { close: MonthClose }) {
  const { t } = useTranslation();
  const { changed } = close;
  if (changed === null) return null;
  const { paid, refunded, transferred, refunds, transfers } = changed;
  const left = refunds.left + transfers.left;
  return (
    <section className={styles.part}>
      <h2>{t('dayClose.sign.changed')}</h2>
      <Facts>
        {paid.count === 0 && paid.won === 0 ? null : (
          <Fact term={t('dayClose.sums.paid')}>{formatAmount(paid.won)}</Fact>
        )}
        {refunded.count === 0 && refunded.won === 0 ? null : (
          <Fact term={t('dayClose.sums.refunded')}>{formatAmount(0 - refunded.won)}</Fact>
        )}
        {transferred.count === 0 && transferred.won === 0 ? null : (
          <Fact term={t('dayClose.sums.transferred')}>{formatAmount(0 - transferred.won)}</Fact>
        )}
        <Fact term={t('dayClose.sign.netNow')}>
          <b>{formatAmount(netOf(close))}</b>
        </Fact>
      </Facts>
      <ul className={styles.refunds}>
        {refunds.items.map(({ payToken, orderNo, won, isOwn }, index) => (
          <li key={`${payToken} ${index}`}>
            <Link to={`/payments/${encodeURIComponent(payToken)}`}>{orderNo}</Link>
            {isOwn ? null : <span> {t('dayClose.refunds.outside')}</span>}
            <b>{formatAmount(0 - won)}</b>
          </li>
        ))}
        {transfers.items.map(({ payToken, orderNo, won }, index) => (
          <li key={`${payToken} transfer ${index}`}>
            <Link to={`/payments/${encodeURIComponent(payToken)}`}>{orderNo}</Link>
            <span> {t('dayClose.sums.transferred')}</span>
            <b>{formatAmount(0 - won)}</b>
          </li>
        ))}
      </ul>
      {left === 0 ? null : <p>{t('dayClose.tables.more', { count: left })}</p>}
    </section>
  );
}

/** Beside a month's sheet: who signed it, what has changed since, and what may be done. */
export function MonthSignature({
  close,
  name,
  maySign,
}: {
  close: MonthClose;
  name: string;
  maySign: boolean;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'sign' | 'reopen' | null>(null);
  const { signed, isOpen, entries } = close;
  const onClose = () => setAsked(null);
  const [newest] = entries;
  return (
    <aside className={styles.side} aria-label={t('dayClose.sign.label')}>
      <section className={styles.part}>
        <h2>{t(`dayClose.sign.${signed === null ? 'open' : 'signed'}`)}</h2>
        {newest === undefined ? null : (
          <p>
            {t(`dayClose.sign.by.${newest.kind}`, {
              when: stampWords(newest.at).slice(0, -3),
              name: newest.staffName,
            })}
          </p>
        )}
        <p className={styles.soft}>
          {t(`dayClose.sign.${signed !== null ? 'kept' : isOpen ? 'notOver' : 'canSign'}`)}
        </p>
        {!maySign || (signed === null && isOpen) ? null : (
          <Button
            variant={signed === null ? 'filled' : 'default'}
            onClick={() => setAsked(signed === null ? 'sign' : 'reopen')}
          >
            {t(`dayClose.sign.${signed === null ? 'submit' : 'reopen'}`)}
          </Button>
        )}
      </section>
      <Changed close={close} />
      {asked === 'sign' ? <SignDialog {...{ close, name, onClose }} /> : null}
      {asked === 'reopen' ? <ReopenDialog {...{ close, name, onClose }} /> : null}
    </aside>
  );
}
