import { Button } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  splitModes,
  sumParts,
  taxKindOf,
  taxParts,
  type SplitMode,
  type TaxPart,
} from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { Segments } from '../ui/segments.tsx';
import { SettledStatus } from '../ui/settled-status.tsx';
import { WonInput } from '../ui/won-input.tsx';
import { draftAmount, draftParts, fitParts, remainingParts } from './refund-draft.ts';
import { faultOf, type RefundFieldProps } from './refund-field.ts';
import classes from './refund-tax.module.css';

/** The tax parts that the payment contains. */
function partsOfPayment(payment: RefundFieldProps['payment']): TaxPart[] {
  return taxParts.filter((part) => payment.parts[part].paid > 0);
}

/** 세금 나누기: one line for a single tax; a table for 복합과세 or on request. */
export function RefundTax(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { draft, payment, change } = props;
  const [opened, setOpened] = useState(false);
  const titleId = useId();
  const kind = payment.partsKnown ? taxKindOf(payment.parts) : 'unknown';
  const open = opened || kind !== 'single' || draft.mode === 'manual';
  const marks = {
    single: null,
    exempt: null,
    mixed: t('operations.refund.mixed'),
    unknown: t('operations.refund.estimate'),
  };
  const mark = marks[kind];
  return (
    <div role="group" aria-labelledby={titleId}>
      <div className={classes.title}>
        <span id={titleId} className={classes.name}>
          {t('operations.refund.split')}
        </span>
        {mark === null ? null : <span className={classes.mark}>{mark}</span>}
        {open ? <Why /> : null}
      </div>
      {open ? (
        <>
          {payment.partsKnown ? null : (
            <div className={classes.estimate}>
              <Notice tone="warn" title={t('operations.refund.estimateTitle')} silent>
                <p>{t('operations.refund.estimateBody')}</p>
              </Notice>
            </div>
          )}
          <ModeRow mode={draft.mode} onMode={(mode) => change(withMode(props, mode))} />
          <PartsTable {...props} />
          <SumLine {...props} />
        </>
      ) : (
        <CollapsedLine {...props} onOpen={() => setOpened(true)} />
      )}
    </div>
  );
}

/** An amount that can't be refunded is told at its own field, and only there. */
function isAmountTold(faults: RefundFieldProps['faults']): boolean {
  const fault = faultOf(faults, 'amount');
  return fault !== undefined && fault.fault !== 'empty';
}

/** 직접 starts with the parts of the previous mode. */
function withMode(props: RefundFieldProps, mode: SplitMode) {
  const shown = draftParts(props.draft, props.payment);
  return mode === 'manual' && shown !== null
    ? { mode, manual: shown, partsTyped: false }
    : { mode };
}

function Why() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={classes.why}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t('operations.refund.why')}
      </button>
      <p id={id} className={classes.rule} hidden={!open}>
        {t('operations.refund.whyBody')}
      </p>
    </>
  );
}

function ModeRow({ mode, onMode }: { mode: SplitMode; onMode: (mode: SplitMode) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.modes}>
      <Segments
        label={t('operations.refund.how')}
        value={mode}
        options={splitModes.map((value) => ({
          value,
          label: t(`operations.refund.modes.${value}`),
        }))}
        onChange={onMode}
      />
      <span className={`${classes.key ?? ''} ${classes.keyBefore ?? ''}`} aria-hidden="true">
        {t('operations.refund.before')}
      </span>
      <span className={classes.key} aria-hidden="true">
        {t('operations.refund.now')}
      </span>
    </div>
  );
}

function CollapsedLine(props: RefundFieldProps & { onOpen: () => void }) {
  const { t } = useTranslation();
  const { draft, payment, faults, onOpen } = props;
  const parts = draftParts(draft, payment);
  const shown = partsOfPayment(payment).map(
    (part) => `${t(`common.part.${part}`)} ${formatWon(parts?.[part] ?? 0)}`,
  );
  return (
    <p className={classes.line}>
      <span>
        {parts === null
          ? isAmountTold(faults)
            ? null
            : t('operations.refund.splitFirst')
          : shown.join(' · ')}
      </span>
      <button type="button" className={classes.why} onClick={onOpen}>
        {t('operations.refund.change')}
      </button>
    </p>
  );
}

function PartsTable({ draft, payment, faults, change }: RefundFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const parts = draftParts(draft, payment);
  const fault = faultOf(faults, 'split');
  const over = (part: TaxPart) =>
    fault?.fault === 'parts' &&
    fault.faults.some((one) => one.fault === 'over-part' && one.part === part);
  const set = (part: TaxPart, won: number | null) => {
    const shown = draft.mode === 'manual' ? draft.manual : (parts ?? draft.manual);
    change({ mode: 'manual', manual: { ...shown, [part]: won }, partsTyped: true });
  };
  return (
    <table className={classes.parts}>
      <caption className="vh">{t('operations.refund.split')}</caption>
      <tbody>
        {partsOfPayment(payment).map((part) => (
          <tr key={part}>
            <th scope="row">
              <label htmlFor={`${id}${part}`}>{t(`common.part.${part}`)}</label>
            </th>
            <td className={classes.barCell}>
              <Bar balance={payment.parts[part]} nowWon={parts?.[part] ?? 0} />
            </td>
            <td id={`${id}${part}-left`} className={classes.left}>
              {t('operations.refund.left', { amount: formatWon(payment.parts[part].remaining) })}
            </td>
            <td className={classes.input}>
              <WonInput
                id={`${id}${part}`}
                aria-describedby={`${id}${part}-left`}
                aria-invalid={over(part) ? true : undefined}
                maxWon={payment.parts[part].remaining}
                value={draft.mode === 'manual' ? draft.manual[part] : (parts?.[part] ?? null)}
                onChange={(won) => set(part, won)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({
  balance,
  nowWon,
}: {
  balance: RefundFieldProps['payment']['parts'][TaxPart];
  nowWon: number;
}) {
  const share = (won: number) =>
    `${String(balance.paid === 0 ? 0 : Math.min(100, (won / balance.paid) * 100))}%`;
  return (
    <span className={classes.bar} aria-hidden="true">
      {balance.refunded === 0 ? null : (
        <i className={classes.before} style={{ width: share(balance.refunded) }} />
      )}
      <i style={{ width: share(Math.min(nowWon, balance.remaining)) }} />
    </span>
  );
}

interface ToldSum {
  tone: 'right' | 'wrong' | 'quiet';
  /** `합계 3,000 = 환불 3,000원`, where there is a sum. */
  sum: string | null;
  text: string;
  /** Corrects what is wrong. */
  fix: { label: string; change: Parameters<RefundFieldProps['change']>[0] } | null;
}

/** 합계 = 환불, or the error with what corrects it. */
function toldSum({ draft, payment, faults }: RefundFieldProps, t: TFunction): ToldSum {
  const amount = draftAmount(draft, payment);
  const parts = draftParts(draft, payment);
  const fault = faultOf(faults, 'split');
  if (fault?.fault === 'pool') {
    const { mode, poolWon } = fault;
    const words = { amount: formatAmount(poolWon) };
    const label = t('operations.refund.usePool', words);
    return {
      tone: 'wrong',
      sum: null,
      text: t(`operations.refund.${mode === 'taxed' ? 'poolTaxed' : 'poolTaxFree'}`, words),
      fix: poolWon === 0 ? null : { label, change: { how: 'some', someWon: poolWon } },
    };
  }
  if (amount === null || parts === null || isAmountTold(faults)) {
    const text = isAmountTold(faults) ? '' : t('operations.refund.splitFirst');
    return { tone: 'quiet', sum: null, text, fix: null };
  }
  const off = sumParts(parts) - amount;
  const sum = t(`operations.refund.${off === 0 ? 'sum' : 'sumOff'}`, {
    sum: formatWon(sumParts(parts)),
    amount: formatWon(amount),
  });
  if (fault === undefined && off === 0) {
    return { tone: 'right', sum, text: t('operations.refund.fits'), fix: null };
  }
  const over =
    fault?.fault === 'parts' ? fault.faults.find((one) => one.fault === 'over-part') : undefined;
  const text =
    over === undefined
      ? t(`operations.refund.${off < 0 ? 'short' : 'tooMuch'}`, {
          amount: formatAmount(Math.abs(off)),
        })
      : t('operations.refund.overPart', {
          part: t(`common.part.${over.part}`),
          amount: formatAmount(over.remainingWon),
        });
  if (amount > payment.remaining) return { tone: 'wrong', sum, text, fix: null };
  const manual = fitParts(parts, amount, remainingParts(payment));
  const fix = { label: t('operations.refund.fit'), change: { mode: 'manual', manual } } as const;
  return { tone: 'wrong', sum, text, fix };
}

function SumLine(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { tone, sum, text, fix } = toldSum(props, t);
  const Icon = tone === 'right' ? IconCheck : IconAlertCircle;
  return (
    <div className={classes.sum}>
      {sum === null ? null : <span>{sum}</span>}
      <span className={classes[tone]}>
        {tone === 'quiet' ? null : <Icon size={16} stroke={1.75} aria-hidden="true" />}
        {text}
        {fix === null ? null : (
          <Button size="xs" onClick={() => props.change(fix.change)}>
            {fix.label}
          </Button>
        )}
      </span>
      <SettledStatus text={sum === null ? text : `${sum} ${text}`} />
    </div>
  );
}
