import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import '../copy/payment-words.ts';
import type { OperationBody } from '../../shared/api.ts';
import type { OperationKind } from '../../shared/operation.ts';
import { isText } from '../draft-shapes.ts';
import { dropDraft, keepDraft, keptDraft } from '../kept-drafts.ts';
import { useOwnId } from '../me.ts';
import type { ProblemError } from '../problem-error.ts';
import type { Mode } from '../parts/mode-bar.tsx';
import { MoneyDialog } from '../parts/money-dialog.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import { AskPane } from './ask-pane.tsx';
import { FollowPane } from './follow-pane.tsx';
import {
  forgetPendingOperation,
  pendingOperation,
  pressedOperation,
  pressOperation,
  type PendingOperation,
} from './pending-operation.ts';
import { pressedNow, provesNothingRecorded, recordOperationOptions } from './record-operation.ts';
import { asLeft, isRefundDraft } from './refund-draft.ts';

interface OperationDialogProps {
  kind: OperationKind;
  payToken: string;
  mode: Mode;
  shopName: string;
  onClose: () => void;
  /** Shows the progress of this operation instead of a form. */
  resume?: string;
}

/** The operation whose progress is shown; `pending` if this tab requested it. */
interface Followed {
  operationId: string;
  pending: PendingOperation | null;
  /** Requested in this dialog, so its recording call is running. */
  justPressed: boolean;
}

function firstFollowed(
  payToken: string,
  staffId: string,
  resume: string | undefined,
): Followed | null {
  const operationId = resume ?? pressedOperation(payToken, staffId);
  if (operationId === null) return null;
  const pressed = pendingOperation(payToken, staffId);
  const pending = pressed?.operationId === operationId ? pressed : null;
  return { operationId, pending, justPressed: false };
}

/** Sends a request: stores its id first, so that another press sends the same request. */
function usePress(payToken: string, staffId: string, onRefused: (problem: ProblemError) => void) {
  const client = useQueryClient();
  const { mutate } = useMutation(recordOperationOptions(client));
  const sending = useRef<string | null>(null);
  const send = (pending: PendingOperation) => {
    if (sending.current === pending.operationId) return;
    sending.current = pending.operationId;
    mutate(pressedNow(client, pending), {
      onError: (error) => {
        if (provesNothingRecorded(error)) onRefused(error);
      },
      onSettled: () => {
        sending.current = null;
      },
    });
  };
  const press = (body: OperationBody): PendingOperation | null => {
    // An earlier request is shown, and only sent once the user confirms it again.
    const isNew = pendingOperation(payToken, staffId) === null;
    const pending = pressOperation(payToken, staffId, body);
    if (pending !== null && isNew) send(pending);
    return pending;
  };
  return { send, press };
}

/**
 * Requests an execute, cancel or refund: form, confirmation, progress. It may be closed at any
 * time; opened again, also after a reload, it continues with the stored request.
 */
export function OperationDialog(props: OperationDialogProps) {
  const { payToken, mode, shopName, onClose } = props;
  // `me` is always loaded here.
  const staffId = useOwnId() ?? '';
  const [kind, setKind] = useState(props.kind);
  const [followed, setFollowed] = useState(() => firstFollowed(payToken, staffId, props.resume));
  const [refusal, setRefusal] = useState<ProblemError | null>(null);
  const [cannotKeep, setCannotKeep] = useState(false);
  // A cancel form keeps its own draft, the reason.
  const draftName = `${kind} ${payToken}`;
  const [draft, setDraft] = useState(() =>
    kind === 'refund' ? asLeft(keptDraft(draftName, staffId, isRefundDraft)) : null,
  );
  const [restored, setRestored] = useState(
    () => draft !== null || keptDraft(draftName, staffId, isText) !== null,
  );
  const [typed, setTyped] = useState(restored);
  const { close, leave } = useLeaving(typed, onClose, {
    onLeave: () => {
      dropDraft(draftName);
      onClose();
    },
  });
  const { send, press } = usePress(payToken, staffId, (problem) => {
    setRefusal(problem);
    setFollowed(null);
    // The form is shown again with the user's input.
    setTyped(true);
  });

  const ask = (next: OperationKind) => {
    setKind(next);
    setFollowed(null);
    setRefusal(null);
    setDraft(null);
  };
  const startOver = () => {
    dropDraft(draftName);
    setDraft(null);
    setTyped(false);
    setRestored(false);
  };
  return (
    <MoneyDialog mode={mode} shopName={shopName} onClose={followed === null ? close : onClose}>
      {followed === null ? (
        <AskPane
          kind={kind}
          payToken={payToken}
          mode={mode}
          refusal={refusal}
          cannotKeep={cannotKeep}
          draft={draft}
          onDraft={(next) => {
            setDraft(next);
            keepDraft(draftName, staffId, next);
          }}
          onStartOver={restored ? startOver : null}
          onTyped={() => setTyped(true)}
          leave={leave}
          onClose={close}
          onRead={() => setRefusal(null)}
          onKind={ask}
          onFollow={(operationId) => {
            setRefusal(null);
            setFollowed({ operationId, pending: null, justPressed: false });
          }}
          onPress={(body) => {
            const pending = press(body);
            setCannotKeep(pending === null);
            if (pending === null) return;
            setRefusal(null);
            setTyped(false);
            setRestored(false);
            setFollowed({ operationId: pending.operationId, pending, justPressed: true });
          }}
        />
      ) : (
        <FollowPane
          key={followed.operationId}
          {...followed}
          kind={followed.pending?.body.kind ?? kind}
          payToken={payToken}
          mode={mode}
          onConfirm={(pending) => {
            send(pending);
            setFollowed({ ...followed, pending });
          }}
          onDrop={() => {
            forgetPendingOperation(payToken, followed.operationId);
            onClose();
          }}
          onAsk={ask}
          onClose={onClose}
        />
      )}
    </MoneyDialog>
  );
}
