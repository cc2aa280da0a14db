import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
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

function Step({ to, before }: { to: string; before: boolean }) {
  const { t } = useTranslation();
  const Icon = before ? IconChevronLeft : IconChevronRight;
  const label = t(`dayClose.bar.${before ? 'before' : 'after'}`, { day: shortDayWords(to, t) });
  return (
    <Link to={dayPath(to)} className={styles.step} aria-label={label} title={label}>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}

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
  const before = dayAfter(date, -1);
  return (
    <div className={styles.bar}>
      <nav className={styles.days} aria-label={t('dayClose.bar.label')}>
        <Step to={before < today ? before : today} before />
        <DayField date={date} today={today} onDay={onDay} />
        {date < today ? (
          <Step to={dayAfter(date, 1)} before={false} />
        ) : (
          <span className={styles.step} aria-hidden="true">
            <IconChevronRight size={18} stroke={1.75} />
          </span>
        )}
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
