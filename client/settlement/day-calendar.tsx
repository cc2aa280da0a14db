import { IconCheck, IconEqualNot, IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettlementMonth } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { weekdayOf } from '../seoul-days.ts';
import { PlainChip } from '../parts/status-chip.tsx';
import { dayParts } from '../ui/day-words.ts';
import styles from './day-calendar.module.css';
import { placePath } from './places.ts';
import { dayText, shortFault } from './settlement-words.ts';

type DayHead = SettlementMonth['days'][number];

/** Days that agree are grey with a tick: only a difference has weight. */
function State({ head }: { head: Pick<DayHead, 'state'> }) {
  const { t } = useTranslation();
  switch (head.state) {
    case 'none':
    case 'open':
      return null;
    case 'matched':
      return (
        <span className={styles.tick}>
          <IconCheck size={14} stroke={2} aria-hidden="true" />
          <span className="vh">{t('settlement.state.matched')}</span>
        </span>
      );
    case 'differs':
      return <PlainChip kind="drift" word={t('settlement.state.differs')} Icon={IconEqualNot} />;
    case 'explained':
      return <PlainChip kind="ready" word={t('settlement.state.explained')} Icon={IconMessage} />;
    case 'incomplete':
      return <PlainChip kind="unknown" word={t('settlement.state.incomplete')} />;
  }
}

function Sum({
  term,
  won,
  strong = false,
}: {
  term: string;
  won: number | null;
  strong?: boolean;
}) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className={won === null || won === 0 ? styles.dim : undefined}>
        {won === null ? '–' : strong && won !== 0 ? <b>{formatWon(won)}</b> : formatWon(won)}
      </dd>
    </div>
  );
}

/** Whether a day has no payout and nothing to check. */
const isBlank = ({ state, sums, toCheck }: DayHead) =>
  state === 'none' && sums.lines === 0 && Object.values(toCheck).every((count) => count === 0);

function Sums({ head }: { head: DayHead }) {
  const { t } = useTranslation();
  const { incomplete, expectedWon, depositWon, differenceWon, carryOut } = head;
  if (isBlank(head)) return null;
  return (
    <dl className={styles.sums}>
      <Sum term={t('settlement.day.expected')} won={expectedWon} />
      <Sum term={t('settlement.day.deposit')} won={depositWon} />
      {incomplete === null ? null : (
        <div>
          <dt>{shortFault(incomplete, t)}</dt>
        </div>
      )}
      {differenceWon === null || (differenceWon === 0 && carryOut < 0) ? null : (
        <Sum term={t('settlement.day.difference')} won={differenceWon} strong />
      )}
      {carryOut < 0 ? <Sum term={t('settlement.day.carry')} won={carryOut} /> : null}
    </dl>
  );
}

function Day({ head, today, column }: { head: DayHead; today: string; column: number | null }) {
  const { t } = useTranslation();
  const { day } = head;
  const isToday = day === today;
  const content = (
    <>
      <span className={styles.top}>
        <span className={styles.number} aria-hidden="true">
          {dayParts(day, t).day}
        </span>
        <span className={styles.name}>{dayText(day, t)}</span>
        {isToday ? <span className={styles.today}>{t('settlement.today')}</span> : null}
        <State head={head} />
      </span>
      <Sums head={head} />
    </>
  );
  return (
    <li
      className={styles.day}
      data-blank={isBlank(head) ? '' : undefined}
      data-weekday={weekdayOf(day)}
      data-today={isToday ? '' : undefined}
      style={column === null ? undefined : { gridColumnStart: column }}
    >
      {isBlank(head) ? (
        <div className={styles.cell}>{content}</div>
      ) : (
        <Link to={placePath(day)} className={styles.cell}>
          {content}
        </Link>
      )}
    </li>
  );
}

/** A month of payout days: weeks beside each other, on a phone one list. */
export function DayCalendar({ month, label }: { month: SettlementMonth; label: string }) {
  const { t } = useTranslation();
  const { days, today } = month;
  const isWeekend = ({ day }: DayHead) => weekdayOf(day) % 6 === 0;
  const hasWeekend = days.some((head) => !isBlank(head) && isWeekend(head));
  return (
    <div className={styles.calendar} data-even={hasWeekend ? '' : undefined}>
      <div className={styles.weekdays} aria-hidden="true">
        {([0, 1, 2, 3, 4, 5, 6] as const).map((weekday) => (
          <span key={weekday}>{t(`common.weekday.d${weekday}`)}</span>
        ))}
      </div>
      <ol className={styles.days} aria-label={label}>
        {days.map((head, index) => (
          <Day
            key={head.day}
            head={head}
            today={today}
            column={index === 0 ? weekdayOf(head.day) + 1 : null}
          />
        ))}
      </ol>
    </div>
  );
}
