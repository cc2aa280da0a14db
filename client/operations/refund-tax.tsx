import { Button } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  splitModes,
  sumParts,
  taxParts,
  type Parts,
  type SplitMode,
  type TaxPart,
} from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { Segments } from '../ui/segments.tsx';
import { WonInput } from '../ui/won-input.tsx';
import {
  draftAmount,
  draftParts,
  fitParts,
  isMixedPayment,
  remainingParts,
} from './refund-draft.ts';
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
  const open = opened || isMixedPayment(payment) || !payment.partsKnown || draft.mode === 'manual';
  const mark = payment.partsKnown
    ? isMixedPayment(payment)
      ? t('operations.refund.mixed')
      : null
    : t('operations.refund.estimate');
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

/** 합계 = 환불, or the error with a button that corrects it. */
function SumLine(props: RefundFieldProps) {
  const { t } = useTranslation();
  const { draft, payment, faults, change } = props;
  const amount = draftAmount(draft, payment);
  const parts = draftParts(draft, payment);
  const fault = faultOf(faults, 'split');
  if (fault?.fault === 'pool') {
    const poolAmount = formatAmount(fault.poolWon);
    return (
      <div className={classes.sum} role="status">
        <span className={classes.wrong}>
          <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
          {t(
            fault.mode === 'taxed'
              ? 'operations.refund.poolTaxed'
              : 'operations.refund.poolTaxFree',
            {
              amount: poolAmount,
            },
          )}
        </span>
        {fault.poolWon === 0 ? null : (
          <Button size="xs" onClick={() => change({ how: 'some', someWon: fault.poolWon })}>
            {t('operations.refund.usePool', { amount: poolAmount })}
          </Button>
        )}
      </div>
    );
  }
  if (amount === null || parts === null || isAmountTold(faults)) {
    return (
      <div className={classes.sum} role="status">
        {isAmountTold(faults) ? null : (
          <span className={classes.quiet}>{t('operations.refund.splitFirst')}</span>
        )}
      </div>
    );
  }
  const words = { sum: formatWon(sumParts(parts)), amount: formatWon(amount) };
  const off = sumParts(parts) - amount;
  return (
    <div className={classes.sum} role="status">
      <span>{t(off === 0 ? 'operations.refund.sum' : 'operations.refund.sumOff', words)}</span>
      {fault === undefined && off === 0 ? (
        <span className={classes.right}>
          <IconCheck size={16} stroke={1.75} aria-hidden="true" />
          {t('operations.refund.fits')}
        </span>
      ) : (
        <SumFault {...props} parts={parts} amountWon={amount} />
      )}
    </div>
  );
}

function SumFault(props: RefundFieldProps & { parts: Parts; amountWon: number }) {
  const { t } = useTranslation();
  const { payment, faults, change, parts, amountWon } = props;
  const fault = faultOf(faults, 'split');
  const left = remainingParts(payment);
  const overPart =
    fault?.fault === 'parts' ? fault.faults.find((one) => one.fault === 'over-part') : undefined;
  const off = sumParts(parts) - amountWon;
  const canFit = amountWon <= payment.remaining;
  return (
    <span className={classes.wrong}>
      <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
      {overPart !== undefined
        ? t('operations.refund.overPart', {
            part: t(`common.part.${overPart.part}`),
            amount: formatAmount(overPart.remainingWon),
          })
        : t(off < 0 ? 'operations.refund.short' : 'operations.refund.tooMuch', {
            amount: formatAmount(Math.abs(off)),
          })}
      {canFit ? (
        <Button
          size="xs"
          onClick={() => change({ mode: 'manual', manual: fitParts(parts, amountWon, left) })}
        >
          {t('operations.refund.fit')}
        </Button>
      ) : null}
    </span>
  );
}
