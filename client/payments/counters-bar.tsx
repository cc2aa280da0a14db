import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatAge, formatAmount, formatCountdown } from '../format.ts';
import { useTick } from '../ui/ticker.ts';
import styles from './counters-bar.module.css';
import { countersOptions, type Counters } from './counters.ts';
import { defaultQuery, type ListQuery } from './list-query.ts';

/** A counter's text; `to` links to another page, `query` is the filter that it applies. */
interface CounterProps {
  name: string;
  value: string | number;
  note?: ReactNode;
  target: { to: string } | { query: ListQuery; pressed: boolean; onQuery: (q: ListQuery) => void };
}

function Counter({ name, value, note, target }: CounterProps) {
  const inside = (
    <>
      <span>{name}</span>
      <b className={value === 0 ? styles.zero : undefined}>{value}</b>
      {note}
    </>
  );
  if ('to' in target) {
    return (
      <li>
        <Link to={target.to} className={styles.counter}>
          {inside}
        </Link>
      </li>
    );
  }
  const { query, pressed, onQuery } = target;
  return (
    <li>
      <button
        type="button"
        className={styles.counter}
        aria-pressed={pressed}
        onClick={() => onQuery(pressed ? defaultQuery : query)}
      >
        {inside}
      </button>
    </li>
  );
}

function Note({ children, warn = false }: { children: ReactNode; warn?: boolean }) {
  return <small className={warn ? styles.warn : undefined}>{children}</small>;
}

function Until({ at }: { at: string | null }) {
  const { t } = useTranslation();
  const time = useTick((now) => (at === null ? null : formatCountdown(at, now)));
  return time === null ? null : <Note warn>{t('list.counters.approvedNext', { time })}</Note>;
}

function Since({ at }: { at: string | null }) {
  const age = useTick((now) => (at === null ? null : formatAge(at, now)));
  return age === null ? null : <Note>{age}</Note>;
}

const everything: ListQuery = { ...defaultQuery, period: 'all' };

/** The filters that the counters apply. */
export const presets = {
  approved: { ...everything, status: ['PAY_APPROVED'] },
  drift: { ...everything, drift: true },
  paid: { ...defaultQuery, period: 'today', clock: 'completed', sort: '-completed' },
  refunded: {
    ...defaultQuery,
    period: 'today',
    status: ['REFUND_PROGRESS', 'REFUND_SUCCESS', 'SETTLEMENT_REFUND_COMPLETE'],
  },
} as const satisfies Record<string, ListQuery>;

function sameQuery(a: ListQuery, b: ListQuery): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface BarProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
}

function Waiting({ counters, query, onQuery }: BarProps & { counters: Counters }) {
  const { t } = useTranslation();
  const { approved, unclear, proposed, bulkProposed, bulkAtLimit } = counters;
  const { needsPerson, givenUp, drift } = counters;
  const runs = bulkProposed.count + bulkAtLimit.count;
  const filter = (name: keyof typeof presets) => ({
    query: presets[name],
    pressed: sameQuery(query, presets[name]),
    onQuery,
  });
  return (
    <ul aria-label={t('list.counters.waiting')}>
      <Counter
        name={t('list.counters.approved')}
        value={approved.count}
        note={<Until at={approved.nextExpiresAt} />}
        target={filter('approved')}
      />
      <Counter
        name={t('list.counters.unclear')}
        value={unclear.count}
        note={<Since at={unclear.oldestSentAt} />}
        target={{ to: '/review?kind=unclear' }}
      />
      {proposed.count === 0 ? null : (
        <Counter
          name={t('list.counters.proposed')}
          value={proposed.count}
          note={<Note>{formatAmount(proposed.amount)}</Note>}
          target={{ to: '/review?kind=proposed' }}
        />
      )}
      {runs === 0 ? null : (
        <Counter
          name={t('list.counters.bulkProposed')}
          value={runs}
          target={{ to: '/review?kind=bulk' }}
        />
      )}
      {needsPerson.count === 0 ? null : (
        <Counter
          name={t('list.counters.needsPerson')}
          value={needsPerson.count}
          target={{ to: '/review' }}
        />
      )}
      {givenUp.count === 0 ? null : (
        <Counter
          name={t('list.counters.givenUp')}
          value={givenUp.count}
          target={{ to: '/review?kind=given_up' }}
        />
      )}
      <Counter name={t('list.counters.drift')} value={drift.count} target={filter('drift')} />
    </ul>
  );
}

function Today({ counters, query, onQuery }: BarProps & { counters: Counters }) {
  const { t } = useTranslation();
  const { todayPaid, todayRefunded } = counters;
  const filter = (name: keyof typeof presets) => ({
    query: presets[name],
    pressed: sameQuery(query, presets[name]),
    onQuery,
  });
  return (
    <ul aria-label={t('list.counters.today')}>
      <Counter
        name={t('list.counters.todayPaid')}
        value={formatAmount(todayPaid.amount)}
        note={<Note>{t('common.count', { count: todayPaid.count })}</Note>}
        target={filter('paid')}
      />
      <Counter
        name={t('list.counters.todayRefunded')}
        value={formatAmount(todayRefunded.amount)}
        note={<Note>{t('common.count', { count: todayRefunded.count })}</Note>}
        target={filter('refunded')}
      />
    </ul>
  );
}

const unread: Counters = {
  approved: { count: 0, nextExpiresAt: null },
  unclear: { count: 0, oldestSentAt: null },
  proposed: { count: 0, amount: 0 },
  bulkProposed: { count: 0 },
  bulkAtLimit: { count: 0 },
  bankTransfersWaiting: { count: 0 },
  bankTransfersOver: { count: 0 },
  needsPerson: { count: 0 },
  givenUp: { count: 0 },
  restored: null,
  dataFile: 'sound',
  drift: { count: 0 },
  todayPaid: { count: 0, amount: 0 },
  todayRefunded: { count: 0, amount: 0 },
  asOf: '',
  tossSkewMs: null,
  tossReachedAt: null,
  tossSilence: null,
};

/** What is waiting, and today's figures; a press on a number shows the payments in it. */
export function CountersBar({ query, onQuery }: BarProps) {
  const { t } = useTranslation();
  const { data } = useQuery(countersOptions);
  const counters = data ?? unread;
  return (
    <section
      className={styles.room}
      aria-label={t('list.counters.label')}
      aria-busy={data === undefined}
    >
      <div className={styles.bar}>
        <Waiting counters={counters} query={query} onQuery={onQuery} />
        <Today counters={counters} query={query} onQuery={onQuery} />
      </div>
    </section>
  );
}
