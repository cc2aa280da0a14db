import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCopy,
  IconGavel,
  IconLink,
  IconReceipt,
  IconRefresh,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { PaymentDetail } from '../../../shared/api.ts';
import { decisionState } from '../../../shared/operation-actions.ts';
import type { OperationKind } from '../../../shared/operation.ts';
import { paymentActions } from '../../../shared/payment-actions.ts';
import { callApi } from '../../api-client.ts';
import type { Me } from '../../me.ts';
import { dialogVisit } from '../../operations/decision-address.ts';
import { dialogDecisions } from '../../operations/decision-call.ts';
import { useDecisionWords } from '../../operations/decision-words.ts';
import { deciderOf } from '../../operations/decider.ts';
import type { Command } from '../../palette/command.ts';
import { cachePayment } from '../../payment-options.ts';
import { allowedActions } from '../../payments/main-action.ts';
import { announce } from '../../ui/announcer.tsx';
import { shortcuts } from '../../ui/shortcut-table.ts';
import { deskNowMs } from '../../ui/ticker.ts';
import { writeClipboard } from '../../ui/write-clipboard.ts';
import { wordsOf } from './command-texts.ts';
import { paymentAddress } from './payment-address.ts';

const icons = { execute: IconCheck, refund: IconArrowBackUp, cancel: IconBan };
const keys: Partial<Record<OperationKind, string>> = {
  execute: shortcuts.execute.keys,
  refund: shortcuts.refund.keys,
};
const atHand = { group: 'hand', lasting: false } as const;

/** Opens the dialog of a decision; closing it returns to this page. */
function useOpenAct() {
  const navigate = useNavigate();
  const location = useLocation();
  return (payToken: string, more: Record<string, string> = {}) => {
    const options =
      Object.keys(more).length > 0 ? dialogVisit(location) : { preventScrollReset: true };
    void navigate(paymentAddress(payToken, location, more), options);
  };
}

/** Commands that move money of the current payment, by the same predicates as its buttons. */
function useMoneyCommands(detail: PaymentDetail | null, me: Me, offline: boolean): Command[] {
  const { t } = useTranslation();
  const actWords = useDecisionWords();
  const open = useOpenAct();
  // Nothing that moves money is started without a connection.
  if (detail === null || offline) return [];
  const { payment, operations } = detail;
  const { payToken } = payment;
  const nowMs = deskNowMs();
  const decider = deciderOf(me);
  const kinds = allowedActions(paymentActions(payment, me.staff.role)).map((kind) => ({
    ...atHand,
    id: `act:${kind}`,
    label:
      kind === 'refund' && payment.refunded > 0 ? t('detail.refundMore') : t(`common.kind.${kind}`),
    words: wordsOf(kind),
    Icon: icons[kind],
    ...(keys[kind] === undefined ? {} : { keys: keys[kind] }),
    run: () => open(payToken, { act: kind }),
  }));
  const decisions = operations.flatMap((operation) =>
    dialogDecisions
      .filter((act) => decisionState(act, operation, decider, nowMs).allowed)
      .map((act) => ({
        ...atHand,
        id: `decide:${act}:${operation.id}`,
        label: actWords.button(act, operation),
        words: [act.replace('-', ' ')],
        Icon: IconGavel,
        run: () => open(payToken, { act, operation: operation.id }),
      })),
  );
  return [...kinds, ...decisions];
}

/** All commands for the current payment. */
export function usePaymentCommands(
  detail: PaymentDetail | null,
  me: Me,
  offline: boolean,
): Command[] {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  const open = useOpenAct();
  const money = useMoneyCommands(detail, me, offline);
  if (detail === null) return [];
  const { payToken, orderNo } = detail.payment;
  const copy = async (text: string) =>
    announce((await writeClipboard(text)) ? t('common.copied') : t('common.copyFailed'));
  const recheck = async () => {
    try {
      const call = callApi('POST /api/payments/:payToken/refresh', { params: { payToken } });
      void cachePayment(queryClient, await call);
      announce(t('detail.refreshed'));
    } catch {
      announce(t('palette.recheckFailed'));
    }
  };
  const named = (name: 'detail' | 'recheck' | 'copyOrderNo' | 'copyLink') => ({
    ...atHand,
    id: `hand:${name}`,
    label: t(`palette.names.${name}`),
    words: wordsOf(name),
  });
  const isOpen = pathname === `/payments/${encodeURIComponent(payToken)}`;
  const address = new URL(`/payments/${encodeURIComponent(payToken)}`, window.location.href).href;
  return [
    ...money,
    ...(isOpen
      ? []
      : [
          {
            ...named('detail'),
            Icon: IconReceipt,
            run: () => open(payToken),
          },
        ]),
    ...(offline ? [] : [{ ...named('recheck'), Icon: IconRefresh, run: () => void recheck() }]),
    { ...named('copyOrderNo'), Icon: IconCopy, run: () => void copy(orderNo) },
    { ...named('copyLink'), Icon: IconLink, run: () => void copy(address) },
  ];
}
