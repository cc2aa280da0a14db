import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CreatePaymentBody } from '../../shared/api.ts';
import { MAX_PAYMENT_WON } from '../../shared/won.ts';
import { formatAmount, seoulDate } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { SelectInput } from '../ui/select-input.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { useForm } from '../ui/use-form.ts';
import { WonInput } from '../ui/won-input.tsx';
import {
  createAmount,
  createBody,
  createFaults,
  expiryMinutes,
  suggestOrderNo,
  type CreateDraft,
  type CreateFault,
  type CreateFaults,
} from './create-draft.ts';
import type { CreateFieldProps } from './create-field.ts';
import classes from './create-form.module.css';
import { CreateItems } from './create-items.tsx';
import { CreateParts } from './create-parts.tsx';
import { CreateTax } from './create-tax.tsx';

interface CreateFormProps {
  draft: CreateDraft;
  onDraft: (draft: CreateDraft) => void;
  /** The faults in the last error of the server or of Toss. */
  refused: CreateFaults;
  busy: boolean;
  onSubmit: (body: CreatePaymentBody) => void;
}

function useFaultWords() {
  const { t } = useTranslation();
  return (fault: CreateFault | undefined) =>
    fault === undefined
      ? undefined
      : t(`create.wrong.${fault}`, { max: formatAmount(MAX_PAYMENT_WON) });
}

/** 결제 만들기: the form with all fields that Toss accepts for an order. */
export function CreateForm({ draft, onDraft, refused, busy, onSubmit }: CreateFormProps) {
  const { t } = useTranslation();
  const { form, tried } = useForm(() => {
    if (busy) return true;
    const body = createBody(draft);
    if (Object.keys(createFaults(draft)).length > 0 || body === null) return false;
    onSubmit(body);
    return true;
  });
  const faults: CreateFaults = { ...refused, ...(tried ? createFaults(draft) : {}) };
  const change = (part: Partial<CreateDraft>) => onDraft({ ...draft, ...part });
  const field = { draft, faults, change };
  const amount = createAmount(draft);
  return (
    <form {...form} className={classes.form}>
      <OrderFields {...field} />
      <CreateItems {...field} />
      <MoneyFields {...field} />
      {draft.items.length === 0 && draft.tax === 'split' ? <CreateParts {...field} /> : null}
      <MoreFields {...field} />
      <Choices {...field} />
      <div>
        <Button variant="filled" size="lg" type="submit" loading={busy} className={classes.submit}>
          {amount === null || amount === 0
            ? t('create.submitEmpty')
            : t('create.submit', { amount: formatAmount(amount) })}
        </Button>
      </div>
    </form>
  );
}

function OrderFields({ draft, faults, change }: CreateFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords();
  return (
    <div className={classes.two}>
      <Field label={t('create.orderNo')} error={words(faults.orderNo)}>
        {(control) => (
          <span className={classes.withButton}>
            <TextInput
              {...control}
              className="mono"
              autoComplete="off"
              spellCheck={false}
              value={draft.orderNo}
              onChange={(event) => change({ orderNo: event.currentTarget.value })}
            />
            <Button onClick={() => change({ orderNo: suggestOrderNo(seoulDate(deskNowMs())) })}>
              {t('create.orderNoNew')}
            </Button>
          </span>
        )}
      </Field>
      <Field label={t('create.product')} error={words(faults.product)}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={draft.product}
            onChange={(event) => change({ product: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

function MoneyFields(props: CreateFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords();
  const { draft, faults, change } = props;
  const hasItems = draft.items.length > 0;
  return (
    <div className={classes.two}>
      <Field
        label={t('create.amount')}
        {...(hasItems ? { help: t('create.items.sum') } : {})}
        error={words(faults.amount)}
      >
        {(control) =>
          hasItems ? (
            <output id={control.id} aria-describedby={control['aria-describedby']}>
              <b>{formatAmount(createAmount(draft) ?? 0)}</b>
            </output>
          ) : (
            <WonInput
              {...control}
              maxWon={MAX_PAYMENT_WON}
              value={draft.amountWon}
              onChange={(amountWon) => change({ amountWon })}
            />
          )
        }
      </Field>
      <CreateTax {...props} />
    </div>
  );
}

function MoreFields({ draft, faults, change }: CreateFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords();
  return (
    <div className={classes.two}>
      <Field label={t('create.expires')} error={words(faults.expires)}>
        {(control) => (
          <SelectInput
            {...control}
            value={String(draft.expiresInMinutes)}
            onChange={(event) => change({ expiresInMinutes: Number(event.currentTarget.value) })}
          >
            {expiryMinutes.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t('create.expiresIn', { minutes })}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <Field
        label={t('create.memo')}
        mark={t('create.optional')}
        help={t('create.memoHint')}
        error={words(faults.metadata)}
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={draft.memo}
            onChange={(event) => change({ memo: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

function Choices({ draft, change }: CreateFieldProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.choices}>
      <Check
        type="checkbox"
        label={t('create.autoExecute')}
        checked={draft.autoExecute}
        {...(draft.autoExecute ? {} : { help: t('create.autoExecuteOff') })}
        onChange={(autoExecute) => change({ autoExecute })}
      />
      <Check
        type="checkbox"
        label={t('create.cashReceipt')}
        checked={draft.cashReceipt}
        {...(draft.cashReceipt ? { help: t('create.cashReceiptOnly') } : {})}
        onChange={(cashReceipt) => change({ cashReceipt })}
      />
    </div>
  );
}
