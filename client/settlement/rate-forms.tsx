import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallInput, SettlementRates } from '../../shared/api.ts';
import { feeBackRules, settledMethods, type FeeBackRule } from '../../shared/settlement.ts';
import { isDay, oneOf } from '../address-values.ts';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { SelectInput } from '../ui/select-input.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import styles from './rates-view.module.css';
import { readRate } from './settlement-words.ts';

type Body = CallInput<'PUT /api/settlement/rates'>['body'];
type OnSaved = (rates: SettlementRates) => Promise<void>;

function useSave(said: string, onSaved: OnSaved) {
  return useMutation({
    mutationFn: (body: Body) => callApi('PUT /api/settlement/rates', { body }),
    onSuccess: (rates) => {
      announce(said);
      return onSaved(rates);
    },
  });
}

/** Enters a rate from a day on. */
export function RateForm({ onSaved }: { onSaved: OnSaved }) {
  const { t } = useTranslation();
  const [method, setMethod] = useState<(typeof settledMethods)[number]>('TOSS_MONEY');
  const [rate, setRate] = useState('');
  const [validFrom, setValidFrom] = useState('');
  const saving = useSave(t('settlement.rates.saved'), onSaved);
  const rateBp = readRate(rate);
  // The emptied fields of a saved rate are no faults.
  const [isSaved, setIsSaved] = useState(false);
  const { form, tried } = useForm(() => {
    setIsSaved(false);
    if (rateBp === null || !isDay(validFrom)) return false;
    if (!saving.isPending) {
      saving.mutate(
        { rate: { method, rateBp, validFrom } },
        {
          onSuccess: () => {
            setRate('');
            setValidFrom('');
            setIsSaved(true);
          },
        },
      );
    }
    return true;
  });
  const showsFaults = tried && !isSaved;
  return (
    <form {...form} className={styles.form}>
      {saving.isError ? <ProblemNotice error={saving.error} money={false} /> : null}
      <div className={styles.fields}>
        <Field label={t('settlement.rates.method')}>
          {(control) => (
            <SelectInput
              {...control}
              value={method}
              onChange={(event) =>
                setMethod(oneOf(settledMethods, event.currentTarget.value) ?? method)
              }
            >
              {settledMethods.map((name) => (
                <option key={name} value={name}>
                  {t(`settlement.rates.methods.${name}`)}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field
          label={t('settlement.rates.rate')}
          mark="%"
          help={t('settlement.rates.rateHelp')}
          error={showsFaults && rateBp === null ? t('settlement.rates.rateWrong') : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={rate}
              onChange={(event) => setRate(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field
          label={t('settlement.rates.from')}
          help={t('settlement.rates.fromHelp')}
          error={showsFaults && !isDay(validFrom) ? t('settlement.rates.fromWrong') : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              type="date"
              value={validFrom}
              onChange={(event) => setValidFrom(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" variant="filled" className={styles.save} loading={saving.isPending}>
        {t('settlement.rates.add')}
      </Button>
    </form>
  );
}

/** What a refund brings back of the fee, by the contract. */
export function FeeBackForm({
  feeBack,
  mayChange,
  onSaved,
}: {
  feeBack: SettlementRates['feeBack'];
  mayChange: boolean;
  onSaved: OnSaved;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<FeeBackRule | null>(null);
  const saving = useSave(t('settlement.rates.ruleSaved'), onSaved);
  const chosen = draft ?? feeBack?.rule ?? null;
  const by =
    feeBack === null
      ? null
      : t('settlement.rates.ruleBy', { name: feeBack.by.name, when: formatMoment(feeBack.at) });
  const save = () => {
    if (draft !== null && !saving.isPending) saving.mutate({ feeBack: draft });
  };
  return (
    <div className={styles.form}>
      {saving.isError ? <ProblemNotice error={saving.error} money={false} /> : null}
      {mayChange ? (
        <fieldset className={styles.rules}>
          <legend>{t('settlement.rates.ruleText')}</legend>
          {feeBackRules.map((rule) => (
            <Check
              key={rule}
              type="radio"
              name="settlement-fee-back"
              label={t(`settlement.rates.rules.${rule}`)}
              help={t(`settlement.rates.ruleHelp.${rule}`)}
              checked={chosen === rule}
              onChange={() => setDraft(rule)}
            />
          ))}
        </fieldset>
      ) : chosen === null ? (
        <p>–</p>
      ) : (
        <p>{t(`settlement.rates.rules.${chosen}`)}</p>
      )}
      {by === null ? null : <p className={styles.quiet}>{by}</p>}
      {mayChange && draft !== null && draft !== feeBack?.rule ? (
        <Button variant="filled" className={styles.save} loading={saving.isPending} onClick={save}>
          {t('settlement.rates.save')}
        </Button>
      ) : null}
    </div>
  );
}
