import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconDownload, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OperationKind } from '../../shared/operation.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import { may, type Role } from '../../shared/permissions.ts';
import { callApi } from '../api-client.ts';
import { cachePayment } from '../payment-options.ts';
import { isServerFault, UnreachableError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { describePayment } from '../parts/chip-kind.ts';
import { usePhone } from '../ui/first-frame.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { CountersBar } from './counters-bar.tsx';
import { FilterBar, SortChoice } from './filter-bar.tsx';
import { filterNames } from './filters/index.ts';
import { ListLoading } from './list-loading.tsx';
import { ListProblem, ListStatus } from './list-notices.tsx';
import { isSet, type ListQuery } from './list-query.ts';
import { MoreRows } from './more-rows.tsx';
import { paymentDetailOptions } from './payment-detail-options.ts';
import { paymentListOptions, paymentSummaryOptions } from './payment-list-options.ts';
import styles from './payment-list.module.css';
import { PaymentTable } from './payment-table.tsx';
import { SearchBox } from './search-box.tsx';
import { Unclear } from './search-help.tsx';
import { sumsOf } from './table-foot.tsx';
import { TaxTotals } from './tax-totals.tsx';
import { useColumns, type ColumnsProps } from './use-columns.ts';
import { useDetailAhead } from './use-detail-ahead.ts';
import { useFlash } from './use-flash.ts';
import { useHeldRows } from './use-held-rows.ts';
import { useListKeys } from './use-list-keys.ts';
import { useSelection } from './use-selection.ts';
import { useStableRows } from './use-stable-row-order.ts';

const loadCards = () => import('./payment-cards.tsx');
const PaymentCards = lazy(async () => ({ default: (await loadCards()).PaymentCards }));

const ListEmpty = lazy(async () => {
  const { ListEmpty: Component } = await import('./list-empty.tsx');
  return { default: Component };
});

const FilterSheet = lazy(async () => {
  const [{ FilterSheet: Component }] = await Promise.all([
    import('./filter-sheet.tsx'),
    import('../mantine-lazy.css'),
  ]);
  return { default: Component };
});

const ExportPayments = lazy(async () => {
  const { ExportPayments: Component } = await import('./export-payments.tsx');
  return { default: Component };
});

const PickedBar = lazy(async () => {
  const { PickedBar: Component } = await import('./picked-bar.tsx');
  return { default: Component };
});

export interface PaymentListProps extends ColumnsProps {
  query: ListQuery;
  onQuery: (query: ListQuery) => void;
  role: Role;
  mayExport: boolean;
  /** The menu of saved filters, and the same in the phone's filter sheet. */
  views: ReactNode;
  viewsInSheet: ReactNode;
  /** The live stream is broken: the list shows its age. */
  offline: boolean;
  shortcuts: boolean;
  openToken: string | null;
  hrefOf: (payToken: string) => string;
  onOpen: (payToken: string) => void;
  /** Opens a neighbour in place of the open payment, keeping the history entry behind it. */
  onMove: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onBack: (() => void) | null;
  /** Reports the shown rows, in their order. */
  onShown: (payments: readonly ListedPayment[]) => void;
}

function useRecheck() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const recheck = useMutation({
    mutationFn: ({ payToken }: ListedPayment) =>
      callApi('POST /api/payments/:payToken/refresh', { params: { payToken } }),
    onSuccess: (detail) => {
      const { payment } = detail;
      void cachePayment(client, detail);
      const status = describePayment(payment, deskNowMs()).word;
      announce(t('list.row.rechecked', { orderNo: payment.orderNo, status }));
    },
  });
  const { mutate } = recheck;
  const onRecheck = useCallback((payment: ListedPayment) => mutate(payment), [mutate]);
  return { error: recheck.error, onRecheck };
}

function useListData(query: ListQuery, offline: boolean) {
  const list = useInfiniteQuery(paymentListOptions(query));
  const summary = useQuery(paymentSummaryOptions(query));
  const key = JSON.stringify(query);
  const { rows, showAll } = useStableRows(key, list.isPlaceholderData ? undefined : list.data);
  // The previous list stays until the next one has loaded, but not below an error of the next.
  const current = rows.key === key || list.isPlaceholderData;
  const order = current ? rows.order : [];
  const payments = order.flatMap((payToken) => rows.byToken.get(payToken) ?? []);
  const isUnreachable = list.error instanceof UnreachableError && !isServerFault(list.error);
  const cutOff = offline || isUnreachable;
  return { list, summary, rows, showAll, payments, cutOff };
}

function PhoneFilterButton({ query, onOpen }: { query: ListQuery; onOpen: () => void }) {
  const { t } = useTranslation();
  const count = filterNames.filter((name) => isSet(query, name)).length;
  return (
    <button type="button" className={styles.fab} onClick={onOpen}>
      <IconAdjustmentsHorizontal size={16} stroke={1.75} aria-hidden="true" />
      {t('list.filters.open')}
      {count === 0 ? null : <b aria-label={t('list.filters.applied', { count })}>{count}</b>}
    </button>
  );
}

/** `내보내기` and its dialog. */
function ExportList({ query, phone }: { query: ListQuery; phone: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const onOpen = () => setOpen(true);
  return (
    <>
      {phone ? (
        <IconButton touch label={t('list.export')} onClick={onOpen}>
          <IconDownload size={20} stroke={1.75} aria-hidden="true" />
        </IconButton>
      ) : (
        <Button variant="default" onClick={onOpen}>
          {t('list.export')}
        </Button>
      )}
      {open ? (
        <Suspense>
          <ExportPayments query={query} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

type Picking = ReturnType<typeof useSelection>;

function Picked({
  query,
  role,
  data,
  picking,
}: Pick<PaymentListProps, 'query' | 'role'> & {
  data: ReturnType<typeof useListData>;
  picking: Picking;
}) {
  const { rows, payments, summary } = data;
  const { picked } = picking.selection;
  const count = summary.data?.count ?? 0;
  const shown = payments.every(({ payToken }) => picked.has(payToken));
  return (
    <Suspense>
      <PickedBar
        query={query}
        role={role}
        picked={[...picked.values()].map((was) => rows.byToken.get(was.payToken) ?? was)}
        whole={shown && count > picked.size ? count : null}
        onWhole={picking.onWhole}
        onClear={picking.clear}
      />
    </Suspense>
  );
}

interface RowsProps extends PaymentListProps {
  data: ReturnType<typeof useListData>;
  /** `null` if rows can't be picked. */
  picking: Picking | null;
  phone: boolean;
  arranged: ReturnType<typeof useColumns>;
  held: readonly string[];
  onFocused: (payToken: string) => void;
}

function Rows(props: RowsProps) {
  const { data, picking, phone, query, role, arranged, held, onFocused } = props;
  const { t } = useTranslation();
  const { list, summary, rows, payments, cutOff } = data;
  const flashing = useFlash(rows);
  const ahead = useDetailAhead();
  const { error: recheckError, onRecheck } = useRecheck();
  const shared = {
    payments,
    ofRefunds: query.clock === 'refunded',
    hrefOf: props.hrefOf,
    flashing,
    held,
    stale: cutOff,
    busy: list.isPlaceholderData,
    caption: t('list.caption', { sort: t(`list.sort.${query.sort}`) }),
    summary: summary.data,
  };
  return (
    <div>
      <div
        {...ahead}
        // The focused row stays rendered, however far the list is scrolled.
        onFocus={(event) => {
          const row = event.target.closest<HTMLElement>('[data-pay-token]');
          if (row !== null) onFocused(row.dataset['payToken'] ?? '');
          ahead.onFocus(event);
        }}
      >
        {phone ? (
          <Suspense fallback={<ListLoading />}>
            <PaymentCards {...shared} />
          </Suspense>
        ) : (
          <PaymentTable
            {...shared}
            role={role}
            offline={cutOff}
            sort={query.sort}
            columns={arranged.columns}
            columnsFree={arranged.untouched}
            onColumns={arranged.change}
            onLeftOut={arranged.setLeftOut}
            openToken={props.openToken}
            narrow={props.openToken !== null}
            onOpen={props.onOpen}
            onAct={props.onAct}
            onRecheck={onRecheck}
            selection={picking?.selection ?? null}
            onPick={picking?.onPick ?? null}
            onPickAll={picking?.onPickAll ?? null}
          />
        )}
      </div>
      {summary.data === undefined || sumsOf(shared).length === 0 ? null : (
        <TaxTotals summary={summary.data} />
      )}
      <MoreRows list={list} />
      {recheckError === null ? null : (
        <div className={styles.over}>
          <ProblemNotice error={recheckError} money={false} title={t('list.error.recheck')} />
        </div>
      )}
      {picking === null || picking.selection.picked.size === 0 ? null : (
        <Picked query={query} role={role} data={data} picking={picking} />
      )}
    </div>
  );
}

/** The status line; without any rows also why they could not be read. */
function StatusLine(props: PaymentListProps & Pick<RowsProps, 'data' | 'phone'>) {
  const { query, data, phone } = props;
  const { list, rows, payments, showAll, cutOff } = data;
  const isEmpty = payments.length === 0;
  const retry = () => void list.refetch();
  return (
    <>
      <ListStatus
        offline={cutOff}
        error={list.error}
        readAtMs={isEmpty ? null : (list.data?.pages[0]?.readAtMs ?? null)}
        fresh={rows.fresh.length}
        unclear={phone ? null : <Unclear q={query.q} />}
        onRetry={retry}
        onShow={() => {
          showAll();
          window.scrollTo({ top: 0 });
        }}
      />
      {list.error !== null && isEmpty ? <ListProblem error={list.error} onRetry={retry} /> : null}
    </>
  );
}

interface HeadProps extends PaymentListProps {
  phone: boolean;
  mayCreate: boolean;
  /** The bar of picked rows has the primary button then. */
  isPicking: boolean;
  onSearch: () => void;
}

/** The page's heading, and the actions that are not about the list. */
function ListHead({ phone, mayCreate, isPicking, onSearch, ...props }: HeadProps) {
  const { t } = useTranslation();
  const { query } = props;
  return (
    <PageHead title={t('list.title')}>
      <IconButton
        touch
        className={styles.searchButton}
        label={t('list.search.open')}
        onClick={onSearch}
      >
        <IconSearch size={20} stroke={1.75} aria-hidden="true" />
      </IconButton>
      {props.mayExport ? <ExportList query={query} phone={phone} /> : null}
      {mayCreate && !phone ? (
        <Button
          component={Link}
          to="/payments/new"
          // Beside an open payment that payment's action is the primary button.
          variant={props.openToken === null && !isPicking ? 'filled' : 'default'}
        >
          {t('list.create')}
        </Button>
      ) : null}
    </PageHead>
  );
}

function focusFilter(openSheet: () => void, phone: boolean): void {
  if (phone) openSheet();
  else document.querySelector<HTMLElement>('[data-filter="all"]')?.click();
}

/** The payment list with its counters, search and filters. */
export function PaymentList(props: PaymentListProps) {
  const { query, onQuery, role, offline, onOpen, onShown } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const phone = usePhone();
  const search = useRef<HTMLInputElement>(null);
  const [searching, setSearching] = useState(false);
  const [sheet, setSheet] = useState(false);
  const data = useListData(query, offline);
  const { list, rows, payments } = data;
  const arranged = useColumns(props);
  const selection = useSelection(query, payments);
  const picking = may(role, 'operations.request') && !phone ? selection : null;
  const isPicking = picking !== null && picking.selection.picked.size > 0;
  const { held, note, reach } = useHeldRows(props.openToken);
  const mayCreate = may(role, 'payments.create');
  const toSearch = () => {
    // On a phone this renders the search box; it must be focused before the next key.
    flushSync(() => setSearching(true));
    search.current?.focus();
  };
  const openSheet = () => setSheet(true);
  useListKeys({
    enabled: props.shortcuts,
    role,
    // An open payment is shown by its detail and may not be in the filtered list.
    shownPayment: (payToken) =>
      props.openToken === null
        ? rows.byToken.get(payToken)
        : client.getQueryData(paymentDetailOptions(payToken).queryKey)?.payment,
    openToken: props.openToken,
    order: payments.map(({ payToken }) => payToken),
    onReach: reach,
    onMove: props.onMove,
    onAct: props.onAct,
    onSearch: toSearch,
    onFilter: () => focusFilter(openSheet, phone),
    onBack: props.onBack ?? (isPicking ? picking.clear : null),
    onPick: picking === null || props.openToken !== null ? null : picking.onPick,
  });
  useEffect(
    () => onShown(rows.order.flatMap((payToken) => rows.byToken.get(payToken) ?? [])),
    [rows, onShown],
  );
  useEffect(() => {
    // Loads the cards in parallel with the rows; on a failure rendering them loads again.
    if (phone) loadCards().catch(() => undefined);
  }, [phone]);
  const waiting = list.isPending || (list.isPlaceholderData && payments.length === 0);
  const empty = list.data !== undefined && !list.isPlaceholderData && payments.length === 0;
  return (
    <section className={styles.list} aria-label={t('list.title')}>
      <ListHead
        {...props}
        phone={phone}
        mayCreate={mayCreate}
        isPicking={isPicking}
        onSearch={toSearch}
      />
      <CountersBar query={query} onQuery={onQuery} />
      <div className={styles.tools} data-phone-hidden={!searching && query.q === ''}>
        <SearchBox query={query} inputRef={search} onQuery={onQuery} onOpen={onOpen} />
        {phone ? null : (
          <>
            <FilterBar query={query} onQuery={onQuery} narrow={props.openToken !== null} />
            <div className={styles.set} role="group" aria-label={t('list.setLabel')}>
              <SortChoice query={query} onQuery={onQuery} />
              {props.views}
              <ColumnsMenu {...arranged} onColumns={arranged.change} onReset={arranged.reset} />
            </div>
          </>
        )}
      </div>
      {phone ? <Unclear q={query.q} /> : null}
      <StatusLine {...props} data={data} phone={phone} />
      {waiting ? <ListLoading /> : null}
      {payments.length > 0 ? (
        <Rows
          {...props}
          data={data}
          picking={picking}
          phone={phone}
          arranged={arranged}
          held={held}
          onFocused={note}
        />
      ) : null}
      {empty ? (
        <Suspense>
          <ListEmpty
            query={query}
            onQuery={onQuery}
            onOpen={onOpen}
            onSearch={toSearch}
            mayCreate={mayCreate}
          />
        </Suspense>
      ) : null}
      {phone ? <PhoneFilterButton query={query} onOpen={openSheet} /> : null}
      {sheet ? (
        <Suspense>
          <FilterSheet
            query={query}
            views={props.viewsInSheet}
            onQuery={onQuery}
            onClose={() => setSheet(false)}
          />
        </Suspense>
      ) : null}
    </section>
  );
}
