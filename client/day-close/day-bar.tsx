import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StepLink } from '../ui/step-link.tsx';
import { TextInput } from '../ui/text-input.tsx';
import styles from './day-bar.module.css';
import { dayAfter } from '../seoul-days.ts';
import { dayPath } from './days.ts';
import { isDay } from '../address-values.ts';
import { shortDayWords } from './day-words.ts';
import { SheetActs, type ReadSheet } from './sheet-acts.tsx';

/**
 * Toss Pay's first year. While a year is typed, the field holds earlier dates, which are ignored.
 */
const FIRST_DAY = '2015-01-01';

/** The date field. An incomplete or impossible date changes nothing. */
function DayField({
  date,
  today,
  onDay,
}: {
  date: string;
  today: string;
  onDay: (date: string) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <TextInput
      type="date"
      className={styles.field}
      aria-label={t('dayClose.bar.date')}
      value={draft ?? date}
      min={FIRST_DAY}
      max={today}
      onChange={(event) => {
        const text = event.target.value;
        setDraft(text);
        if (isDay(text) && text >= FIRST_DAY && text <= today && text !== date) onDay(text);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

/** Chooses the day, and refreshes or prints its sheet. */
export function DayBar({
  date,
  today,
  onDay,
  sheet,
}: {
  date: string;
  today: string;
  onDay: (date: string) => void;
  /** `null` if there is no sheet to print. */
  sheet: ReadSheet | null;
}) {
  const { t } = useTranslation();
  const yesterday = dayAfter(date, -1);
  const before = yesterday < today ? yesterday : today;
  const after = dayAfter(date, 1);
  return (
    <div className={styles.bar}>
      <nav className={styles.days} aria-label={t('dayClose.bar.label')}>
        <StepLink
          to={dayPath(before)}
          label={t('dayClose.bar.before', { day: shortDayWords(before, t) })}
          before
        />
        <DayField date={date} today={today} onDay={onDay} />
        <StepLink
          to={date < today ? dayPath(after) : null}
          label={t('dayClose.bar.after', { day: shortDayWords(after, t) })}
        />
        {date === today ? null : (
          <Button component={Link} to={dayPath(today)} variant="subtle" color="gray">
            {t('dayClose.bar.today')}
          </Button>
        )}
      </nav>
      {sheet === null ? null : (
        <div className={styles.acts}>
          <SheetActs sheet={sheet} />
        </div>
      )}
    </div>
  );
}
