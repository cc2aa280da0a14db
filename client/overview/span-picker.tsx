import { Button } from '@mantine/core';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_OVERVIEW_DAYS } from '../../shared/overview.ts';
import { Field } from '../ui/field.tsx';
import { Segments } from '../ui/segments.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { dayName } from './figure-words.ts';
import { spanFault, spanLengths, type SpanChoice, type SpanFault } from './span-choice.ts';
import styles from './span-picker.module.css';

interface DaysProps {
  /** The shown days, which the fields start with. */
  from: string;
  to: string;
  today: string;
  onChoice: (choice: SpanChoice) => void;
}

function FaultWords({ fault, today }: { fault: SpanFault; today: string }) {
  const { t } = useTranslation();
  const name = dayName(today, Date.parse(`${today}T00:00:00.000Z`), t);
  return t(`overview.span.faults.${fault}`, { today: name, days: MOST_OVERVIEW_DAYS });
}

function DaysForm({ from, to, today, onChoice }: DaysProps) {
  const { t } = useTranslation();
  const [days, setDays] = useState({ from, to });
  const [fault, setFault] = useState<SpanFault | null>(null);
  const faultId = useId();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wrong = spanFault(days.from, days.to, today);
    setFault(wrong);
    if (wrong === null) onChoice(days);
  };
  const field = (name: 'from' | 'to') => (
    <Field label={t(`overview.span.${name}`)}>
      {(control) => (
        <TextInput
          {...control}
          type="date"
          max={today}
          value={days[name]}
          aria-invalid={fault === null ? undefined : true}
          aria-describedby={fault === null ? undefined : faultId}
          onChange={(event) => {
            setDays({ ...days, [name]: event.target.value });
            setFault(null);
          }}
        />
      )}
    </Field>
  );
  return (
    // `noValidate`: the browser's messages would be in the browser's language, not the desk's.
    <form
      className={styles.days}
      onSubmit={submit}
      noValidate
      aria-label={t('overview.span.customForm')}
    >
      {field('from')}
      {field('to')}
      <Button type="submit" variant="default">
        {t('overview.span.apply')}
      </Button>
      {fault === null ? null : (
        <p id={faultId} className={styles.fault} role="alert">
          <FaultWords fault={fault} today={today} />
        </p>
      )}
    </form>
  );
}

/** Chooses the days: a usual length, or a first and a last day. */
export function SpanPicker({ choice, ...days }: DaysProps & { choice: SpanChoice }) {
  const { t } = useTranslation();
  const isCustom = 'from' in choice;
  const [opened, setOpened] = useState(false);
  const showsDays = isCustom || opened;
  const lengths = spanLengths.map((length) => ({
    value: String(length),
    label: t(`overview.span.days${length}`),
  }));
  return (
    <div className={styles.picker}>
      <Segments
        label={t('overview.span.label')}
        value={showsDays ? 'custom' : String(choice.days)}
        options={[...lengths, { value: 'custom', label: t('overview.span.custom') }]}
        onChange={(value) => {
          setOpened(value === 'custom');
          if (value !== 'custom') days.onChoice({ days: Number(value) });
        }}
      />
      {showsDays ? <DaysForm key={`${days.from} ${days.to}`} {...days} /> : null}
    </div>
  );
}
