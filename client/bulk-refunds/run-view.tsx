import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkRow, BulkState } from '../../shared/bulk-refund.ts';
import type { Answer } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { isProblem } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Moment } from '../ui/moment.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PlainChip } from '../parts/status-chip.tsx';
import { runOptions } from './bulk-options.ts';
import { CheckView, useChosenRows } from './check-view.tsx';
import { runKinds } from './finding-words.ts';
import { placeOf, sumPlaces, type PlaceSums } from './row-place.ts';
import { RowTable } from './row-table.tsx';
import { RunActions, RunSheets, type RunDecision } from './run-actions.tsx';
import type { RunAnswer } from './run-answer.ts';
import { useRunCall, type RunCall } from './run-call.ts';
import {
  ApproveDialog,
  DeclineDialog,
  ResumeDialog,
  StartDialog,
  StopDialog,
} from './run-dialogs.tsx';
import { RunNotice } from './run-notices.tsx';
import { RunPaper } from './run-paper.tsx';
import { RunProgress } from './run-progress.tsx';
import styles from './run-view.module.css';
import { usePaper } from './use-paper.ts';

type Me = Answer<'GET /api/me'>;

interface RunViewProps {
  id: string;
  me: Me;
  /** The list was checked again and is kept under this id. */
  onChecked: (id: string) => void;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles.loading}>
      <span className="vh">{t('bulk.loading')}</span>
      {['38%', '62%', '90%', '90%', '74%'].map((width, index) => (
        <Skeleton key={`${width} ${index}`} width={width} />
      ))}
    </div>
  );
}

export function RunView(props: RunViewProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(runOptions(props.id));
  const again = <Button onClick={() => void refetch()}>{t('common.retry')}</Button>;
  if (data === undefined) {
    if (error === null) return <Loading />;
    if (isProblem(error, 'not-found') || isProblem(error, 'invalid-request')) {
      return (
        <EmptyState title={t('bulk.missing.title')} body={t('bulk.missing.body')}>
          <Button component={Link} to="/bulk-refunds">
            {t('bulk.toList')}
          </Button>
        </EmptyState>
      );
    }
    return <ProblemNotice error={error} money={false} action={again} />;
  }
  return (
    <>
      {error === null ? null : (
        <ProblemNotice error={error} money={false} action={again}>
          <p>{t('bulk.run.stale')}</p>
        </ProblemNotice>
      )}
      <Run key={data.run.id} {...props} answer={data} onRead={() => void refetch()} />
    </>
  );
}

function RunFacts({ answer }: { answer: RunAnswer }) {
  const { t } = useTranslation();
  const { run } = answer;
  const { tally } = run;
  return (
    <Facts>
      <Fact term={t('bulk.run.by')}>
        {run.requestedBy.name} · <Moment at={run.createdAt} />
        {run.sole ? ` · ${t('bulk.run.sole')}` : null}
      </Fact>
      {run.state === 'draft' ? null : (
        <Fact term={t('bulk.run.total')}>
          {t('bulk.run.included', {
            count: tally.included,
            amount: formatAmount(tally.totalWon),
          })}
        </Fact>
      )}
      {run.approvedBy === null ? null : (
        <Fact term={t('bulk.run.approvedBy')}>{run.approvedBy.name}</Fact>
      )}
      {run.startedAt === null ? null : (
        <Fact term={t('bulk.run.started')}>
          <Moment at={run.startedAt} />
        </Fact>
      )}
      {run.endedAt === null ? null : (
        <Fact term={t('bulk.run.ended')}>
          <Moment at={run.endedAt} />
        </Fact>
      )}
      {run.note === null ? null : <Fact term={t('bulk.run.note')}>{run.note}</Fact>}
    </Facts>
  );
}

/** Places of rows that may need somebody's attention. */
const odd = ['unclear', 'waiting', 'failed'];

function RunRows({ rows, state }: { rows: readonly BulkRow[]; state: BulkState }) {
  const { t } = useTranslation();
  const [onlyOdd, setOnlyOdd] = useState(false);
  const part = rows.filter((row) => placeOf(row) !== 'out');
  // Before the approval the check's findings matter, after it the outcomes.
  const isAsked = state === 'proposed';
  const isOdd = (row: BulkRow) => (isAsked ? row.findings.length > 0 : odd.includes(placeOf(row)));
  const shown = onlyOdd ? part.filter(isOdd) : part;
  const title = t(isAsked ? 'bulk.run.asked' : 'bulk.run.rows');
  const skipped = rows.length - part.length;
  return (
    <section className={styles.rows} aria-labelledby="bulk-rows">
      <div className={styles.rowsHead}>
        <h2 id="bulk-rows">{title}</h2>
        <Check
          type="checkbox"
          label={t('bulk.run.onlyOdd')}
          checked={onlyOdd}
          onChange={setOnlyOdd}
        />
      </div>
      {shown.length === 0 ? (
        <p className="muted">{t('bulk.run.noOdd')}</p>
      ) : (
        <RowTable label={title} rows={shown} runState={isAsked ? null : state} />
      )}
      {skipped === 0 ? null : <p className="muted">{t('bulk.run.skipped', { count: skipped })}</p>}
    </section>
  );
}

interface OpenDialog {
  act: RunDecision;
  /** The run's state when the dialog opened. In any other state the dialog is outdated. */
  state: BulkState;
}

function RunDialog({
  dialog,
  answer,
  me,
  sums,
  chosen,
  call,
  ...rest
}: {
  dialog: RunDecision;
  answer: RunAnswer;
  me: Me;
  sums: PlaceSums;
  chosen: ReturnType<typeof useChosenRows>;
  call: ReturnType<typeof useRunCall>;
  onRead: () => void;
  onClose: () => void;
  onCall: (request: RunCall) => void;
}) {
  const { mode, shopName, rules } = me;
  const { run } = answer;
  const props = {
    ...rest,
    frame: { mode, shopName },
    pending: call.isPending,
    error: call.error,
  };
  const left = answer.rows.filter((row) => placeOf(row) === 'left');
  switch (dialog) {
    case 'start':
      return <StartDialog {...props} rows={chosen.chosen} choice={chosen.choice} rules={rules} />;
    case 'resume':
      return <ResumeDialog {...props} rows={left} />;
    case 'stop':
      return <StopDialog {...props} run={run} left={sums.left} />;
    case 'approve':
      return <ApproveDialog {...props} run={run} rows={answer.rows} />;
    case 'decline':
      return <DeclineDialog {...props} run={run} />;
  }
}

/** The error of a decision that no dialog shows; not if the run has reached that state anyway. */
function Refused({ call, state }: { call: ReturnType<typeof useRunCall>; state: BulkState }) {
  const { t } = useTranslation();
  const { error, variables } = call;
  if (error === null) return null;
  if (variables.act === 'pause') {
    return state === 'running' ? (
      <ProblemNotice error={error} money={false} title={t('bulk.problem.pause')} />
    ) : null;
  }
  return isProblem(error, 'bulk-moved') ? <ProblemNotice error={error} /> : null;
}

function Run({
  answer,
  me,
  onChecked,
  onRead,
}: RunViewProps & { answer: RunAnswer; onRead: () => void }) {
  const { t } = useTranslation();
  const { run, rows } = answer;
  const { id, state } = run;
  const [opened, setOpened] = useState<OpenDialog | null>(null);
  const call = useRunCall(id);
  const sums = useMemo(() => sumPlaces(rows), [rows]);
  const chosen = useChosenRows(rows);
  const isPrinting = usePaper();
  const isMaker = run.requestedBy.id === me.staff.id;
  const mayRequest = me.permissions.includes('operations.request');
  const heldFor = me.rules.heldFor.find(({ staffId }) => staffId === run.requestedBy.id);
  const dialog = opened?.state === state ? opened.act : null;
  const open = (act: RunDecision) => {
    call.reset();
    setOpened({ act, state });
  };
  const pressed = (request: RunCall) =>
    call.mutate(request, {
      onSuccess: (next) => {
        setOpened(null);
        if (request.act === 'pause') announce(t('bulk.run.pausing'));
        else announce(t(`bulk.states.${next.run.state}`));
      },
    });
  return (
    <div className={styles.run}>
      <div className={styles.screen}>
        <header className={styles.head}>
          <Link to="/bulk-refunds" className={styles.back}>
            <IconArrowLeft size={16} stroke={1.75} aria-hidden="true" />
            {t('bulk.toList')}
          </Link>
          <div className={styles.title}>
            <h2>{run.name}</h2>
            <PlainChip kind={runKinds[state]} word={t(`bulk.states.${state}`)} />
            <div className={styles.acts}>
              <RunActions
                run={run}
                isMaker={isMaker}
                mayRequest={mayRequest}
                mayDecide={me.permissions.includes('operations.decide')}
                heldUntil={heldFor?.until ?? null}
                pausing={call.isPending && call.variables.act === 'pause'}
                onPause={() => pressed({ act: 'pause' })}
                onDialog={open}
              />
            </div>
          </div>
          <div className={styles.facts}>
            <RunFacts answer={answer} />
          </div>
        </header>
        {dialog === null ? <Refused call={call} state={state} /> : null}
        <RunNotice run={run} sums={sums} isMaker={isMaker} />
        {state === 'draft' ? (
          <CheckView
            run={run}
            rows={rows}
            chosen={chosen}
            isMaker={isMaker && mayRequest}
            onStart={() => open('start')}
            onDiscard={() => open('stop')}
            onChecked={onChecked}
          />
        ) : (
          <>
            {run.startedAt === null ? null : (
              <>
                <RunProgress sums={sums} state={state} />
                <RunSheets run={run} />
              </>
            )}
            <RunRows rows={rows} state={state} />
          </>
        )}
      </div>
      {dialog === null ? null : (
        <RunDialog
          dialog={dialog}
          answer={answer}
          me={me}
          sums={sums}
          chosen={chosen}
          call={call}
          onRead={onRead}
          onClose={() => setOpened(null)}
          onCall={pressed}
        />
      )}
      {isPrinting ? <RunPaper answer={answer} mode={me.mode} printedBy={me.staff.name} /> : null}
    </div>
  );
}
