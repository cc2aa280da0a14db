/** The metrics of this desk on /metrics, beside those of the process; see docs/operating.md. */
import { dataFileStates } from '../../shared/data-file.ts';
import type { Clock } from '../clock.ts';
import type { Figure, Reading } from '../http/metrics.ts';
import { databaseBytes, freeBytes } from '../storage/copy-database.ts';
import { newestAudit } from '../storage/audit.ts';
import { mostOverduePoll } from '../storage/due-polls.ts';
import { pollClasses } from '../storage/poll-classes.ts';
import { newestEventSeq } from '../storage/events.ts';
import { openOperationFigures, unhandledCallbacks, type StateFigures } from '../storage/figures.ts';
import { restoreProgress } from '../storage/restore.ts';
import type { Storage } from '../storage/storage.ts';
import { outboundPriorities, type OutboundBudget } from '../toss/outbound-budget.ts';
import type { Toss } from '../toss/toss.ts';
import type { LineState } from '../waiting-line.ts';
import type { NightlyCopies } from './nightly-copies.ts';

const single = (value: number | null): Reading[] => [{ value }];

function ageOf(clock: Clock, at: string | null): number | null {
  return at === null ? null : Math.max(0, (clock.nowMs() - Date.parse(at)) / 1000);
}

function operationFigures(storage: Storage): Figure[] {
  const { clock } = storage;
  const byState = (value: (row: StateFigures) => number) => () =>
    openOperationFigures(storage).map((row) => ({
      labels: { state: row.state },
      value: value(row),
    }));
  return [
    {
      name: 'changgu_open_operations',
      help: 'Operations that have not ended, by state',
      labels: ['state'],
      read: byState((row) => row.count),
    },
    {
      name: 'changgu_open_operation_state_seconds',
      help: 'Longest time that an open operation has been in this state; 0 if none is',
      labels: ['state'],
      read: byState((row) => ageOf(clock, row.oldestSince) ?? 0),
    },
    {
      name: 'changgu_open_operation_age_seconds',
      help: 'Since the oldest operation that has not ended was asked for; 0 where none is',
      read: () => {
        const asked = openOperationFigures(storage).map((row) => row.oldestAskedAt);
        return single(Math.max(...asked.map((at) => ageOf(clock, at) ?? 0)));
      },
    },
    {
      name: 'changgu_unclear_operations',
      help: 'Operations whose result nobody knows yet: unknown, pending or to be looked at',
      read: () => {
        const unclear = openOperationFigures(storage).filter((row) =>
          ['unknown', 'pending', 'needs_review'].includes(row.state),
        );
        return single(unclear.reduce((sum, row) => sum + row.count, 0));
      },
    },
    {
      name: 'changgu_quarantined_payments',
      help: 'Payments of a restored copy that Toss has not been asked about yet',
      read: () => single(restoreProgress(storage)?.left ?? 0),
    },
  ];
}

function workFigures(storage: Storage): Figure[] {
  return [
    {
      name: 'changgu_poll_lag_seconds',
      help: 'How overdue the most overdue reading of a payment is, by class; 0 where none is',
      labels: ['class'],
      read: () =>
        pollClasses.map((pollClass) => ({
          labels: { class: pollClass },
          value: ageOf(storage.clock, mostOverduePoll(storage, pollClass)) ?? 0,
        })),
    },
    {
      name: 'changgu_callbacks_unhandled',
      help: 'Callbacks that have not led to a reading yet',
      read: () => single(unhandledCallbacks(storage)),
    },
    {
      name: 'changgu_audit_rows',
      help: 'Number of the newest row of the audit log',
      read: () => single(storage.read(newestAudit())?.seq ?? 0),
    },
  ];
}

function tossFigures(parts: DeskParts): Figure[] {
  const { budget } = parts;
  return [
    {
      name: 'changgu_toss_budget_waiting',
      help: 'Calls waiting for the outbound rate limit',
      labels: ['priority'],
      read: () => {
        const waiting = budget.waiting();
        return outboundPriorities.map((priority) => ({
          labels: { priority },
          value: waiting[priority],
        }));
      },
    },
    {
      name: 'changgu_toss_budget_refused_total',
      help: 'Calls turned away since the start because too many waited, by priority',
      labels: ['priority'],
      read: () => {
        const refused = budget.refused();
        return outboundPriorities.map((priority) => ({
          labels: { priority },
          value: refused[priority],
        }));
      },
    },
    {
      name: 'changgu_toss_money_calls',
      help: 'Money operations and creations that are on their way to Toss now',
      read: () => single(parts.toss.inFlight()),
    },
    {
      name: 'changgu_toss_clock_skew_seconds',
      help: "Toss's clock minus ours; absent before Toss has answered",
      read: () => {
        const skewMs = parts.toss.skewMs();
        return single(skewMs === null ? null : skewMs / 1000);
      },
    },
  ];
}

function lineFigures(lines: readonly LineState[]): Figure[] {
  const byLine = (value: (line: LineState) => number) => () =>
    lines.map((line) => ({ labels: { queue: line.name }, value: value(line) }));
  return [
    {
      name: 'changgu_queue_length',
      help: 'Items waiting or running, by queue (bounded)',
      labels: ['queue'],
      read: byLine((line) => line.length()),
    },
    {
      name: 'changgu_queue_refused_total',
      help: 'What was turned away since the start because the queue was full',
      labels: ['queue'],
      read: byLine((line) => line.refused()),
    },
  ];
}

function streamFigures({ storage, openStreams, streamLag }: DeskParts): Figure[] {
  return [
    {
      name: 'changgu_event_streams',
      help: 'Open event streams',
      read: () => single(openStreams()),
    },
    {
      name: 'changgu_event_rows',
      help: 'Number of the newest event',
      read: () => single(storage.read(newestEventSeq())),
    },
    {
      name: 'changgu_event_stream_lag',
      help: 'Events that are on disk and not yet written to the streams',
      read: () => single(streamLag().events),
    },
    {
      name: 'changgu_event_stream_backlog_bytes',
      help: 'Unsent bytes of the slowest event stream',
      read: () => single(streamLag().longestBacklogBytes),
    },
  ];
}

function diskFigures(
  { check }: Storage,
  { file, dataDir, backupDir }: Pick<DeskParts, 'file' | 'dataDir' | 'backupDir'>,
): Figure[] {
  return [
    {
      name: 'changgu_data_file',
      help: 'What is known of the data file: 1 for the state that it is in',
      labels: ['state'],
      read: () =>
        dataFileStates.map((state) => ({
          labels: { state },
          value: Number(check.state() === state),
        })),
    },
    {
      name: 'changgu_database_bytes',
      help: 'Size of the database: its file, and what is not in it yet; absent on PostgreSQL',
      labels: ['part'],
      read: () => {
        if (file === null) return [];
        const { data, wal } = databaseBytes(file);
        return [
          { labels: { part: 'data' }, value: data },
          { labels: { part: 'wal' }, value: wal },
        ];
      },
    },
    {
      name: 'changgu_data_free_bytes',
      help: 'Free bytes on the file system of the data folder',
      read: () => single(freeBytes(dataDir)),
    },
    {
      name: 'changgu_backup_free_bytes',
      help: 'Free bytes on the file system of BACKUP_DIR; absent without it',
      read: () => single(backupDir === null ? null : freeBytes(backupDir)),
    },
  ];
}

function copyFigures(copies: NightlyCopies | null): Figure[] {
  return [
    {
      name: 'changgu_backup_age_seconds',
      help: 'Since the newest nightly copy was made; absent where there is none',
      read: () => single(copies?.ageSeconds() ?? null),
    },
    {
      name: 'changgu_backup_failures_total',
      help: 'Nightly copies that failed since the start; absent without BACKUP_DIR',
      read: () => single(copies?.failures() ?? null),
    },
  ];
}

/** Sources of the metrics. */
interface DeskParts {
  storage: Storage;
  /** `null` on PostgreSQL. */
  file: string | null;
  dataDir: string;
  backupDir: string | null;
  copies: NightlyCopies | null;
  toss: Pick<Toss, 'inFlight' | 'skewMs'>;
  budget: Pick<OutboundBudget, 'waiting' | 'refused'>;
  /** All queues except those of calls to Toss. */
  lines: readonly LineState[];
  openStreams: () => number;
  /** Events not written to the streams, and unread bytes of the slowest one. */
  streamLag: () => { events: number; longestBacklogBytes: number };
}

/** All metrics without the histograms. Each is read on request, and none scans a whole table. */
export function deskFigures(parts: DeskParts): Figure[] {
  const { storage, copies } = parts;
  return [
    ...operationFigures(storage),
    ...workFigures(storage),
    ...tossFigures(parts),
    ...lineFigures(parts.lines),
    ...streamFigures(parts),
    ...diskFigures(storage, parts),
    ...copyFigures(copies),
  ];
}
