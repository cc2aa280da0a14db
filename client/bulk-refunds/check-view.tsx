import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkRow, BulkRun, BulkVerdict } from '../../shared/bulk-refund.ts';
import { formatAmount } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './check-view.module.css';
import { givenList } from './given-list.ts';
import { sumOf } from './row-place.ts';
import { RowTable } from './row-table.tsx';
import { UnknownOrders } from './unknown-orders.tsx';

/** Rows that a person has ticked or unticked, by position. */
type Changes = ReadonlyMap<number, boolean>;

const goes = (changes: Changes) => (row: BulkRow) =>
  row.verdict !== 'refused' && (changes.get(row.position) ?? row.verdict === 'ready');

/** Which rows of a draft are refunded; without a change the check decides. */
export function useChosenRows(rows: readonly BulkRow[]) {
  const [changes, setChanges] = useState<Changes>(new Map());
  const onChoose = useCallback(
    (position: number, chosen: boolean) =>
      setChanges((before) => new Map(before).set(position, chosen)),
    [],
  );
  const onAll = (some: readonly BulkRow[], chosen: boolean) => {
    const all = some.map(({ position }) => [position, chosen] as const);
    setChanges((before) => new Map([...before, ...all]));
  };
  const isChosen = goes(changes);
  const chosen = rows.filter(isChosen);
  const positions = (some: readonly BulkRow[]) => some.map(({ position }) => position);
  return {
    isChosen,
    onChoose,
    onAll,
    chosen,
    choice: {
      include: positions(chosen.filter(({ verdict }) => verdict === 'look')),
      leaveOut: positions(rows.filter((row) => row.verdict === 'ready' && !isChosen(row))),
    },
  };
}

export type ChosenRows = ReturnType<typeof useChosenRows>;

const verdicts = ['ready', 'look', 'refused'] as const satisfies readonly BulkVerdict[];

function Group({
  verdict,
  rows,
  chosen,
}: {
  verdict: BulkVerdict;
  rows: readonly BulkRow[];
  /** `null` for another person's list. */
  chosen: ChosenRows | null;
}) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  const id = `bulk-${verdict}`;
  const { count, won } = sumOf(rows);
  const isOpen = chosen !== null && verdict !== 'refused';
  return (
    <section className={styles.group} aria-labelledby={id} data-verdict={verdict}>
      <div className={styles.groupHead}>
        <div>
          <h2 id={id} tabIndex={-1}>
            {t(`bulk.check.groups.${verdict}.title`)}{' '}
            <span className={styles.sum}>
              {verdict === 'refused'
                ? t('common.count', { count })
                : t('bulk.check.chosen', { count, amount: formatAmount(won) })}
            </span>
          </h2>
          <p>{t(`bulk.check.groups.${verdict}.text`)}</p>
        </div>
        {isOpen && verdict === 'ready' ? (
          <Check
            type="checkbox"
            label={t('bulk.check.all')}
            checked={rows.every(chosen.isChosen)}
            onChange={(all) => chosen.onAll(rows, all)}
          />
        ) : null}
      </div>
      <RowTable
        label={t(`bulk.check.groups.${verdict}.title`)}
        rows={rows}
        runState={null}
        choice={isOpen ? chosen : null}
      />
    </section>
  );
}

/** The result of the check in three figures. */
function Outcome({ rows }: { rows: readonly BulkRow[] }) {
  const { t } = useTranslation();
  return (
    <dl className={styles.outcome} aria-label={t('bulk.check.sums')}>
      {verdicts.map((verdict) => {
        const { count, won } = sumOf(rows.filter((row) => row.verdict === verdict));
        return (
          <div key={verdict} data-verdict={count === 0 ? undefined : verdict}>
            <dt>{t(`bulk.check.groups.${verdict}.title`)}</dt>
            <dd>
              {count === 0 ? (
                t('common.count', { count })
              ) : (
                <button
                  type="button"
                  className={styles.jump}
                  onClick={() => {
                    const heading = document.getElementById(`bulk-${verdict}`);
                    heading?.focus();
                    heading?.scrollIntoView({ block: 'start' });
                  }}
                >
                  {t('common.count', { count })}
                  <span className="vh"> {t(`bulk.check.groups.${verdict}.title`)}</span>
                </button>
              )}
            </dd>
            <dd className={styles.won}>{verdict === 'refused' ? null : formatAmount(won)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** 사전 점검: which rows are ready, need a look or are refused, and what follows from it. */
export function CheckView({
  run,
  rows,
  chosen,
  isMaker,
  onStart,
  onDiscard,
  onChecked,
}: {
  run: BulkRun;
  rows: readonly BulkRow[];
  chosen: ChosenRows;
  isMaker: boolean;
  onStart: () => void;
  onDiscard: () => void;
  onChecked: (id: string) => void;
}) {
  const { t } = useTranslation();
  const sum = sumOf(chosen.chosen);
  return (
    <div className={styles.check}>
      <Notice silent>
        <p>
          {t('bulk.check.lead')} {t('bulk.check.lapses')}
        </p>
      </Notice>
      {isMaker ? null : (
        <Notice silent>
          <p>{t('bulk.check.others', { name: run.requestedBy.name })}</p>
        </Notice>
      )}
      <Outcome rows={rows} />
      {isMaker ? <UnknownOrders run={run} rows={rows} onChecked={onChecked} /> : null}
      {run.rows.ready + run.rows.look > 0 ? null : (
        <Notice tone="warn" silent>
          <p>{t('bulk.check.noneReady')}</p>
        </Notice>
      )}
      {verdicts.map((verdict) => (
        <Group
          key={verdict}
          verdict={verdict}
          rows={rows.filter((row) => row.verdict === verdict)}
          chosen={isMaker ? chosen : null}
        />
      ))}
      {isMaker ? (
        <div className={styles.foot}>
          <p className={styles.chosen} role="status">
            {sum.count === 0
              ? t('bulk.check.nothingChosen')
              : t('bulk.check.chosen', { count: sum.count, amount: formatAmount(sum.won) })}
          </p>
          <Button variant="subtle" color="gray" onClick={onDiscard}>
            {t('bulk.check.discard')}
          </Button>
          <Button component={Link} to="/bulk-refunds/new" state={{ again: givenList(run, rows) }}>
            {t('bulk.check.edit')}
          </Button>
          <Button variant="filled" disabled={sum.count === 0} onClick={onStart}>
            {t('bulk.check.start', { count: sum.count })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
