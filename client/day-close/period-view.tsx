import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonthClose, PeriodClose } from '../../shared/api.ts';
import { isDay } from '../address-values.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useRecordedPrint } from '../parts/use-recorded-print.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { monthWords } from '../ui/day-words.ts';
import { StepLink } from '../ui/step-link.tsx';
import { TextInput } from '../ui/text-input.tsx';
import barStyles from './day-bar.module.css';
import viewStyles from './day-close-view.module.css';
import { stampWords } from './day-words.ts';
import { ExportPeriod } from './export-period.tsx';
import { MonthSignature } from './month-signature.tsx';
import { PaperRules } from './paper-rules.tsx';
import { monthOptions, spanOptions } from './period-options.ts';
import { PeriodSheet } from './period-sheet.tsx';
import styles from './period-view.module.css';
import { SheetActs } from './sheet-acts.tsx';
import { monthAfter } from '../seoul-days.ts';
import { monthPath, type Period } from './periods.ts';
import { usePeriodWords } from './use-period-words.ts';

type Month = Extract<Period, { kind: 'month' }>;
type Span = Extract<Period, { kind: 'span' }>;

interface ViewProps {
  today: string;
  maySign: boolean;
  printedBy: string;
  onSpan: (from: string, to: string) => void;
}

function MonthPicker({ period, today }: { period: Month; today: string }) {
  const { t } = useTranslation();
  const next = monthAfter(period.month, 1);
  return (
    <>
      <StepLink
        to={monthPath(monthAfter(period.month, -1))}
        label={t('dayClose.period.before')}
        before
      />
      <b className={styles.month}>{monthWords(period.month, t)}</b>
      <StepLink
        to={`${next}-01` <= today ? monthPath(next) : null}
        label={t('dayClose.period.after')}
      />
    </>
  );
}

function SpanPicker({ period, onSpan }: { period: Span; onSpan: ViewProps['onSpan'] }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<{ from?: string; to?: string }>({});
  const given = { from: draft.from ?? period.from, to: draft.to ?? period.to };
  const change = (part: { from?: string; to?: string }) => {
    const next = { ...draft, ...part };
    setDraft(next);
    const { from, to } = { ...period, ...next };
    if (isDay(from) && isDay(to) && from <= to) onSpan(from, to);
  };
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          className={barStyles.field}
          aria-label={t(`dayClose.period.${name}`)}
          value={given[name]}
          onChange={(event) => change({ [name]: event.target.value })}
          onBlur={() => setDraft({})}
        />
      ))}
    </>
  );
}

function Bar({ picker, acts }: { picker: ReactNode; acts?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={barStyles.bar}>
      <div className={barStyles.days} role="group" aria-label={t('dayClose.bar.label')}>
        {picker}
      </div>
      {acts === undefined ? null : <div className={barStyles.acts}>{acts}</div>}
    </div>
  );
}

function Export(props: { from: string; to: string; isSigned: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('dayClose.export.open')}
      </Button>
      {open ? <ExportPeriod {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** What stands on a signed sheet beside its figures. */
function useNotes(close: PeriodClose | MonthClose): string[] {
  const { t } = useTranslation();
  if (!('signed' in close) || close.signed === null) return [];
  const { signed, changed, figures } = close;
  const when = stampWords(signed.at).slice(0, -3);
  const by = t('dayClose.sign.by.signed', { when, name: signed.staffName });
  if (changed === null) return [by];
  const isMoved = ({ count, won }: { count: number; won: number }) => count !== 0 || won !== 0;
  const { paid, refunded, transferred } = changed;
  const notes: string[] = [by];
  if (isMoved(paid) || isMoved(refunded) || !isMoved(transferred)) {
    const net = formatAmount(figures.paid.won - figures.refunded.won);
    const difference = formatAmount(changed.netWon);
    notes.push(t('dayClose.sign.changedNote', { difference, net }));
  }
  if (isMoved(transferred)) {
    const difference = formatAmount(0 - transferred.won);
    notes.push(t('dayClose.sign.changedTransfers', { difference }));
  }
  return notes;
}

function Shown({
  period,
  close,
  picker,
  read,
  ...props
}: ViewProps & {
  period: Month | Span;
  close: PeriodClose | MonthClose;
  picker: ReactNode;
  read: { error: Error | null; busy: boolean; again: () => void };
}) {
  const { t } = useTranslation();
  const words = usePeriodWords();
  const notes = useNotes(close);
  const { from, to } = period;
  const { recording, error, print } = useRecordedPrint({
    record: () => callApi('POST /api/day-close/span/prints', { body: { from, to } }),
  });
  // A signed month is shown as it was signed.
  const signed = 'signed' in close ? close.signed : null;
  const sheet =
    signed === null ? close : { ...close, figures: signed.figures, asOf: signed.figuresAt };
  const fault = error ?? read.error;
  return (
    <>
      <Bar
        picker={picker}
        acts={
          <>
            <Export from={from} to={to} isSigned={signed !== null} />
            <SheetActs
              sheet={{
                ...{ busy: read.busy, printing: recording },
                ...{ onAgain: read.again, onPrint: () => void print() },
              }}
            />
          </>
        }
      />
      <div className={viewStyles.notices}>
        {fault === null ? null : <ProblemNotice error={fault} money={false} />}
      </div>
      <div className={styles.beside}>
        <PeriodSheet period={period} close={sheet} notes={notes} printedBy={props.printedBy} />
        {'entries' in close && period.kind === 'month' ? (
          <MonthSignature
            close={close}
            name={monthWords(period.month, t)}
            maySign={props.maySign}
          />
        ) : null}
      </div>
      <PaperRules name={words(period)} isTest={close.mode === 'test'} />
    </>
  );
}

interface Read {
  data: PeriodClose | undefined;
  error: Error | null;
  isFetching: boolean;
  isPlaceholderData: boolean;
  refetch: () => Promise<unknown>;
}

function Loaded({
  read,
  picker,
  ...props
}: ViewProps & { period: Month | Span; read: Read; picker: ReactNode }) {
  const { t } = useTranslation();
  const again = () => void read.refetch();
  const { data, error, isFetching, isPlaceholderData } = read;
  if (data === undefined || isPlaceholderData) {
    return (
      <>
        <Bar picker={picker} />
        {error === null ? (
          <div role="status" className={viewStyles.loading}>
            <span className="vh">{t('dayClose.period.loading')}</span>
            {['38%', '62%', '90%', '74%', '90%', '50%'].map((width, index) => (
              <Skeleton key={`${width} ${index}`} width={width} />
            ))}
          </div>
        ) : (
          <ProblemNotice
            error={error}
            money={false}
            action={<Button onClick={again}>{t('common.retry')}</Button>}
          />
        )}
      </>
    );
  }
  return (
    <Shown {...props} picker={picker} close={data} read={{ error, busy: isFetching, again }} />
  );
}

/** 월마감: the sheet of a month, and its signature. */
export function MonthView(props: ViewProps & { period: Month }) {
  const { period, today } = props;
  const read = useQuery(monthOptions(period.month, today));
  return <Loaded {...props} read={read} picker={<MonthPicker period={period} today={today} />} />;
}

/** The sheet of some days. */
export function SpanView(props: ViewProps & { period: Span }) {
  const { period, today, onSpan } = props;
  const read = useQuery(spanOptions({ from: period.from, to: period.to }, today));
  return <Loaded {...props} read={read} picker={<SpanPicker period={period} onSpan={onSpan} />} />;
}
