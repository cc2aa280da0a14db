import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { meOptions } from '../me.ts';
import { useLoadAhead } from '../ui/use-load-ahead.ts';
import {
  decisionAddress,
  dialogVisit,
  readDecisionAddress,
  type AskedDecision,
} from './decision-address.ts';
import { deciderOf } from './decider.ts';

const loadDialog = () => import('./decision-dialog.tsx');
const OperationActDialog = lazy(async () => ({
  default: (await loadDialog()).DecisionDialog,
}));

/** Preload the dialog after the page has loaded, so that it opens without a connection too. */
const LOAD_AHEAD_MS = 4_000;

/** Returns the focus to the button, or to what is around it if the decision removed the button. */
function useFocusBack(asked: AskedDecision | null): void {
  const last = useRef(asked);
  useEffect(() => {
    const before = last.current;
    last.current = asked;
    if (asked !== null || before === null) return undefined;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const name = `${before.act} ${before.operationId}`;
      const buttons = document.querySelectorAll<HTMLElement>('[data-operation-act]');
      const button = [...buttons].find((one) => one.dataset.operationAct === name);
      const panel = document.querySelector<HTMLElement>('[data-payment-panel]');
      const back = button ?? panel ?? document.querySelector<HTMLElement>('main');
      back?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [asked]);
}

/** Opens the dialog of the decision in the address. Mount it once per page. */
export function DecisionHost() {
  const me = useQuery(meOptions);
  const navigate = useNavigate();
  const location = useLocation();
  const asked = readDecisionAddress(location.search);
  useLoadAhead(loadDialog, LOAD_AHEAD_MS);
  useFocusBack(asked);
  if (asked === null || me.data === undefined) return null;
  const pushed = (location.state as { pushed?: boolean } | null)?.pushed === true;
  // Go back if a press opened the dialog; an address opened directly has no entry to go back to.
  const close = () => {
    const search = decisionAddress(location.search, null);
    if (pushed) void navigate(-1);
    else void navigate({ search }, { replace: true, preventScrollReset: true });
  };
  return (
    <Suspense>
      <OperationActDialog
        key={`${asked.act} ${asked.operationId}`}
        {...asked}
        decider={deciderOf(me.data)}
        graceSeconds={me.data.rules.graceSeconds}
        mode={me.data.mode}
        shopName={me.data.shopName}
        onAsk={(payToken, kind) => {
          void navigate(`/payments/${encodeURIComponent(payToken)}?act=${kind}`);
        }}
        onInstead={(act) => {
          const search = decisionAddress(location.search, { ...asked, act });
          void navigate({ search }, dialogVisit(location));
        }}
        onClose={close}
      />
    </Suspense>
  );
}
