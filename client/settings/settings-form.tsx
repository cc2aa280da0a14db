import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { mayBeDone } from '../problem-error.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { hoursText, secondsText } from '../parts/setting-words.ts';
import { TextInput } from '../ui/text-input.tsx';
import { DeskFacts } from './desk-facts.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { DayCeilingField, LimitField } from './limit-field.tsx';
import { NumberField } from './number-field.tsx';
import { ReasonList } from './reason-list.tsx';
import { SaveBar } from './save-bar.tsx';
import { shorterTerms, withHyphens } from './settings-draft.ts';
import { useFaultWords, type SettingsFieldProps } from './settings-field.ts';
import styles from './settings-form.module.css';
import { SettingsSection } from './settings-section.tsx';
import type { SettingsAnswer } from '../../shared/api.ts';
import { ShorterTerms } from './shorter-terms.tsx';
import { StaleSettings } from './stale-settings.tsx';
import { useSettingsForm } from './use-settings-form.ts';

/** The settings form of managers. Nothing applies before it is saved. */
export function SettingsForm({ answer, version }: { answer: SettingsAnswer; version: string }) {
  const state = useSettingsForm(answer);
  const { draft } = state.form;
  const fields: SettingsFieldProps = {
    draft,
    faults: state.faults,
    change: (part) => state.setDraft({ ...draft, ...part }),
  };
  return (
    <form {...state.formProps} className={styles.form}>
      <ShopFields {...fields} />
      <SettingsSection name="reasons">
        <ReasonList {...fields} />
      </SettingsSection>
      <ApprovalFields {...fields} />
      <GraceFields {...fields} />
      <StepUpFields {...fields} />
      <CeilingFields {...fields} />
      <RecordFields {...fields} />
      <SettingsSection name="desk">
        <DeskFacts answer={answer} version={version} />
      </SettingsSection>
      {/* Conflicts and errors stay in view, at whatever height the page is scrolled. */}
      <div className={styles.foot}>
        {state.form.told.length === 0 ? null : <StaleSettings state={state} />}
        {state.error === null ? null : <SaveProblem error={state.error} />}
        <SaveBar state={state} />
      </div>
      {state.asks ? (
        <ShorterTerms
          terms={shorterTerms(state.form)}
          onBack={() => state.onAnswer(false)}
          onConfirm={() => state.onAnswer(true)}
        />
      ) : null}
      <LeaveGuard names={state.names} />
    </form>
  );
}

/** The error of saving. After a lost answer, saving again is safe: it is idempotent. */
function SaveProblem({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <ProblemNotice error={error} money={false}>
      {mayBeDone(error) ? <p>{t('settings.lost')}</p> : null}
    </ProblemNotice>
  );
}

function ShopFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  return (
    <SettingsSection name="shop">
      <Field label={t('settings.names.shopName')} error={words('shopName')}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={draft.shopName}
            onChange={(event) => change({ shopName: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label={t('settings.names.businessNumber')}
        mark={t('common.optional')}
        help={t('settings.fields.businessHelp')}
        error={words('businessNumber')}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="off"
            placeholder={t('settings.fields.businessHint')}
            value={draft.businessNumber}
            onChange={(event) => change({ businessNumber: event.currentTarget.value })}
            onBlur={() => {
              const businessNumber = withHyphens(draft.businessNumber);
              if (businessNumber !== draft.businessNumber) change({ businessNumber });
            }}
          />
        )}
      </Field>
    </SettingsSection>
  );
}

function ApprovalFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  const { approvalHours } = draft;
  return (
    <SettingsSection name="approval">
      <LimitField
        label={t('settings.fields.approvalOn')}
        wonLabel={t('settings.fields.approvalFrom')}
        value={draft.approvalFromWon}
        error={words('approvalFromWon')}
        onChange={(approvalFromWon) => change({ approvalFromWon })}
      />
      {draft.approvalFromWon.on || faults['approvalHours'] !== undefined ? (
        <div className={styles.inner}>
          <NumberField
            label={t('settings.fields.hours')}
            unit={t('settings.fields.hoursUnit')}
            value={approvalHours}
            help={
              approvalHours === null
                ? undefined
                : t('settings.fields.hoursHelp', { days: hoursText(approvalHours, t) })
            }
            error={words('approvalHours')}
            onChange={(hours) => change({ approvalHours: hours })}
          />
        </div>
      ) : null}
      <Check
        type="checkbox"
        label={t('settings.fields.pushAmounts')}
        help={t('settings.fields.pushAmountsHelp')}
        checked={draft.pushAmounts}
        onChange={(pushAmounts) => change({ pushAmounts })}
      />
    </SettingsSection>
  );
}

/** The seconds in words, where the number alone is not clear. */
function graceText(seconds: number | null, t: TFunction): string | undefined {
  if (seconds === null) return t('settings.fields.graceHelp');
  if (seconds === 0) return t('settings.fields.graceOff');
  return seconds < 60 ? undefined : secondsText(seconds, t);
}

function GraceFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  return (
    <SettingsSection name="grace">
      <div className={styles.two}>
        {(['operator', 'manager'] as const).map((role) => {
          const seconds = draft.graceSeconds[role];
          return (
            <NumberField
              key={role}
              label={t(`common.role.${role}`)}
              unit={t('settings.fields.secondsUnit')}
              value={seconds}
              help={graceText(seconds, t)}
              error={words(`graceSeconds/${role}`)}
              onChange={(next) => change({ graceSeconds: { ...draft.graceSeconds, [role]: next } })}
            />
          );
        })}
      </div>
    </SettingsSection>
  );
}

function StepUpFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  return (
    <SettingsSection name="stepUp">
      <LimitField
        label={t('settings.fields.stepUpOn')}
        wonLabel={t('settings.fields.stepUpFrom')}
        value={draft.stepUpFromWon}
        error={words('stepUpFromWon')}
        onChange={(stepUpFromWon) => change({ stepUpFromWon })}
      />
    </SettingsSection>
  );
}

function CeilingFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  const { personDayWon, shopDayWon } = draft;
  const shopWon = shopDayWon.on ? shopDayWon.won : null;
  const helpFor = (won: number | null, personal: boolean) => {
    if (won === 0) return t('settings.fields.zero');
    const over = personal && shopWon !== null && won !== null && won > shopWon;
    return over ? t('settings.fields.overShop') : undefined;
  };
  return (
    <SettingsSection name="ceilings">
      <fieldset className={styles.ceilings}>
        <legend className="vh">{t('settings.fields.limitOn')}</legend>
        {(['operator', 'manager'] as const).map((role) => (
          <DayCeilingField
            key={role}
            label={t(`settings.fields.${role}Day`)}
            value={personDayWon[role]}
            help={helpFor(personDayWon[role].won, true)}
            error={words(`personDayWon/${role}`)}
            onChange={(limit) => change({ personDayWon: { ...personDayWon, [role]: limit } })}
          />
        ))}
        <DayCeilingField
          label={t('settings.fields.shopDay')}
          value={shopDayWon}
          help={helpFor(shopDayWon.won, false)}
          error={words('shopDayWon')}
          onChange={(limit) => change({ shopDayWon: limit })}
        />
      </fieldset>
    </SettingsSection>
  );
}

function RecordFields({ draft, faults, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(faults);
  return (
    <SettingsSection name="records">
      <NumberField
        label={t('settings.names.buyerDataYears')}
        unit={t('settings.fields.yearsUnit')}
        value={draft.buyerDataYears}
        help={t('settings.fields.buyerDataHelp')}
        error={words('buyerDataYears')}
        onChange={(buyerDataYears) => change({ buyerDataYears })}
      />
      <NumberField
        label={t('settings.names.accessYears')}
        unit={t('settings.fields.yearsUnit')}
        value={draft.accessYears}
        help={t('settings.fields.accessHelp')}
        error={words('accessYears')}
        onChange={(accessYears) => change({ accessYears })}
      />
    </SettingsSection>
  );
}
