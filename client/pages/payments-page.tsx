import { useSuspenseQuery } from '@tanstack/react-query';
import {
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { operationKinds, type OperationKind } from '../../shared/operation.ts';
import { canStillMove, type ListedPayment } from '../../shared/payment.ts';
import { watchPayments } from '../live/use-live.ts';
import { useOffline } from '../live/use-offline.ts';
import { meOptions } from '../me.ts';
import { dialogVisit } from '../operations/decision-address.ts';
import { DecisionHost } from '../operations/decision-host.tsx';
import { findRowElement } from '../payments/find-row-element.ts';
import { loadFields } from '../payments/lazy-filter-fields.ts';
import { readListQuery, writeListQuery, type ListQuery } from '../payments/list-query.ts';
import { PaymentList } from '../payments/payment-list.tsx';
import { useReasonsAhead } from '../refund-reasons.ts';
import { changePreferences, usePreferences, type Preferences } from '../session/preferences.ts';
import { useLoadAhead } from '../ui/use-load-ahead.ts';
import { useStartView } from '../views/use-start-view.ts';
import { ViewsInSheet, ViewsMenu } from '../views/views-menu.tsx';
import styles from './payments-page.module.css';

const loadDetail = () => import('../payments/payment-detail.tsx');
const loadDialog = () => import('../operations/operation-dialog.tsx');
const loadActs = () => import('../operations/decision-buttons.tsx');

const PaymentDetailView = lazy(async () => ({ default: (await loadDetail()).PaymentDetailView }));
const OperationDialog = lazy(async () => ({ default: (await loadDialog()).OperationDialog }));
const OperationActs = lazy(async () => ({ default: (await loadActs()).DecisionButtons }));

/** In ms after the list is shown. Preloaded parts also work when the connection is lost later. */
const LOAD_AHEAD_MS = 4_000;

/** The poller takes at most this many from one page (`POST /api/events/watch`). */
const MOST_WATCHED = 60;

function address(payToken: string | null, query: ListQuery, extra: Record<string, string> = {}) {
  const search = writeListQuery(query);
  for (const [name, value] of Object.entries(extra)) search.set(name, value);
  const text = search.toString();
  const path = payToken === null ? '/payments' : `/payments/${encodeURIComponent(payToken)}`;
  return text === '' ? path : `${path}?${text}`;
}

/** The dialog that the address names; `operation` resumes an earlier operation. */
function readAct(search: URLSearchParams): { kind: OperationKind; resume: string | null } | null {
  const kind = operationKinds.find((one) => one === search.get('act'));
  return kind === undefined ? null : { kind, resume: search.get('operation') };
}

/** Navigation of this page. Every address keeps the list's filter. */
function usePaymentsAddress(query: ListQuery, payToken: string | null) {
  const navigate = useNavigate();
  const location = useLocation();
  const state = location.state as { pushed?: boolean; chosen?: boolean } | null;
  const pushed = state?.pushed === true;
  // A ref, so that rows don't render again when a dialog changes the location.
  const here = useRef(location);
  useLayoutEffect(() => {
    here.current = location;
  }, [location]);
  const onQuery = useCallback(
    (next: ListQuery) =>
      void navigate(address(payToken, next), { state: { chosen: true }, preventScrollReset: true }),
    [navigate, payToken],
  );
  const onView = (text: string, replace = false) =>
    void navigate(address(payToken, readListQuery(new URLSearchParams(text))), {
      state: { chosen: true },
      preventScrollReset: true,
      replace,
    });
  const hrefOf = useCallback((token: string) => address(token, query), [query]);
  const onOpen = useCallback(
    (token: string) => void navigate(address(token, query), { preventScrollReset: true }),
    [navigate, query],
  );
  // Synchronous, because the next key must apply to this payment.
  const onMove = (token: string) =>
    void navigate(address(token, query), {
      replace: true,
      preventScrollReset: true,
      flushSync: true,
    });
  const onAct = useCallback(
    (act: OperationKind, token: string) =>
      void navigate(address(token, query, { act }), dialogVisit(here.current)),
    [navigate, query],
  );
  // A dialog opened here is closed by going back; a directly opened address has no entry to go to.
  const closeDialog = () => {
    if (pushed) void navigate(-1);
    else void navigate(address(payToken, query), { replace: true, preventScrollReset: true });
  };
  const closeDetail = () => void navigate(address(null, query), { preventScrollReset: true });
  const chosen = state?.chosen === true;
  return { chosen, onQuery, onView, hrefOf, onOpen, onMove, onAct, closeDialog, closeDetail };
}

/** The shown order; reports the open payment and those that can change to the server's poller. */
function useShown(payToken: string | null) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const [watched, setWatched] = useState('');
  const onShown = useCallback((payments: readonly ListedPayment[]) => {
    setOrder(payments.map((payment) => payment.payToken));
    const moving = payments.filter(
      (payment) => payment.openOperation !== null || canStillMove(payment.status),
    );
    setWatched(moving.map((payment) => payment.payToken).join(' '));
  }, []);
  useEffect(() => {
    const tokens = watched === '' ? [] : watched.split(' ');
    const open = payToken === null ? [] : [payToken];
    return watchPayments([...new Set([...open, ...tokens])].slice(0, MOST_WATCHED));
  }, [watched, payToken]);
  return { order, onShown };
}

const loadLateParts = () => Promise.all([loadFields(), loadDetail(), loadDialog(), loadActs()]);

const find = (selector: string) => document.querySelector<HTMLElement>(selector);

/**
 * Keeps the focus near the payment when its dialog or panel closes and what had the focus is gone:
 * in the panel if it is still open, else on the row, else in the search that found it.
 */
function useFocusBack(payToken: string | null, acting: boolean): void {
  const last = useRef({ payToken, acting });
  useEffect(() => {
    const before = last.current;
    last.current = { payToken, acting };
    const closed = (before.acting && !acting) || (before.payToken !== null && payToken === null);
    const closedToken = before.payToken;
    if (!closed || closedToken === null) return undefined;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const link = findRowElement(closedToken)?.querySelector<HTMLElement>('[data-row-link]');
      for (const back of [find('[data-payment-panel]'), link, find('[role=search] input')]) {
        // An element that is not shown, as the search on a phone, does not take it.
        if (document.activeElement === document.body) back?.focus({ preventScroll: true });
      }
      if (document.activeElement === document.body) find('main')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [payToken, acting]);
}

/** The payment before or after the open one; `undefined` at the list's ends. */
function neighbour(order: readonly string[], payToken: string, step: 1 | -1) {
  const index = order.indexOf(payToken);
  return index === -1 ? undefined : order[index + step];
}

function keepColumns(listColumns: Preferences['listColumns']): Promise<void> {
  return changePreferences({ listColumns });
}

/** The list, with the payment and the dialog that the address names. */
export function PaymentsPage() {
  const { data: me } = useSuspenseQuery(meOptions);
  const { shortcuts, listColumns } = usePreferences();
  const cut = useOffline();
  const { payToken = null } = useParams();
  const [search] = useSearchParams();
  const searchText = search.toString();
  const query = useMemo(() => readListQuery(new URLSearchParams(searchText)), [searchText]);
  const act = payToken === null ? null : readAct(search);
  const to = usePaymentsAddress(query, payToken);
  const { order, onShown } = useShown(payToken);
  useStartView({
    waits: searchText === '' && payToken === null && !to.chosen,
    onStart: (text) => {
      to.onView(text, true);
    },
  });
  useFocusBack(payToken, act !== null);
  useLoadAhead(loadLateParts, LOAD_AHEAD_MS);
  const beside = payToken !== null;
  useReasonsAhead(beside && me.permissions.includes('operations.request'));
  const goTo = (token: string | undefined) =>
    token === undefined
      ? undefined
      : () => {
          to.onOpen(token);
        };
  return (
    <div className={beside ? `${styles.split ?? ''} ${styles.withPanel ?? ''}` : styles.split}>
      <div className={styles.list}>
        <PaymentList
          query={query}
          onQuery={to.onQuery}
          role={me.staff.role}
          mayExport={me.permissions.includes('exports.make')}
          views={<ViewsMenu query={writeListQuery(query).toString()} onOpen={to.onView} />}
          viewsInSheet={
            <ViewsInSheet query={writeListQuery(query).toString()} onOpen={to.onView} />
          }
          offline={cut !== null}
          shortcuts={shortcuts}
          columns={listColumns}
          onColumns={keepColumns}
          openToken={payToken}
          hrefOf={to.hrefOf}
          onOpen={to.onOpen}
          onMove={to.onMove}
          onAct={to.onAct}
          onBack={beside ? to.closeDetail : null}
          onShown={onShown}
        />
      </div>
      {payToken === null ? null : (
        <div className={styles.panel}>
          <Suspense>
            <PaymentDetailView
              payToken={payToken}
              staffId={me.staff.id}
              mayDevelop={me.permissions.includes('developer.read')}
              maySettle={me.permissions.includes('exports.make')}
              onClose={to.closeDetail}
              onPrevious={goTo(neighbour(order, payToken, -1))}
              onNext={goTo(neighbour(order, payToken, 1))}
              onAct={(kind) => {
                to.onAct(kind, payToken);
              }}
              operationActs={(operation) => (
                <Suspense>
                  <OperationActs operation={operation} />
                </Suspense>
              )}
            />
          </Suspense>
        </div>
      )}
      <DecisionHost />
      {payToken === null || act === null ? null : (
        <Suspense>
          <OperationDialog
            key={`${payToken} ${act.kind}`}
            kind={act.kind}
            payToken={payToken}
            mode={me.mode}
            shopName={me.shopName}
            onClose={to.closeDialog}
            {...(act.resume === null ? {} : { resume: act.resume })}
          />
        </Suspense>
      )}
    </div>
  );
}
