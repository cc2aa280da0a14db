import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatePaymentBody } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { canStillMove } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { formatAmount, formatMoment, seoulDate } from '../format.ts';
import { dropDraft, useKeptDraft } from '../kept-drafts.ts';
import { paymentOptions } from '../payment-options.ts';
import { mayBeDone, ProblemError } from '../problem-error.ts';
import { itemWords } from '../parts/item-words.ts';
import { LeftDraft } from '../parts/left-draft.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { useUnsavedWork } from '../unsaved-work.ts';
import { faultsFromProblem, isCreateDraft, newCreateDraft } from './create-draft.ts';
import { CreateForm } from './create-form.tsx';
import classes from './create-payment.module.css';
import { CreatedPayment, NothingCreated } from './created-payment.tsx';
import { LostCreation } from './lost-creation.tsx';

/** Key of the kept draft. */
const DRAFT = 'create';
/** Polling interval of the created payment; live events are faster but may be interrupted. */
const LOOK_AGAIN_MS = 4_000;

interface CreatePaymentProps {
  /** The payment whose link is shown; `null` while there is none. */
  madeToken: string | null;
  onMade: (payToken: string) => void;
  onNext: () => void;
}

/** 결제 만들기: the form on the left; link, QR and live state on the right. */
export function CreatePayment({ madeToken, onMade, onNext }: CreatePaymentProps) {
  return (
    <div className={classes.make}>
      {madeToken === null ? (
        <Making onMade={onMade} />
      ) : (
        <Made payToken={madeToken} onNext={onNext} />
      )}
    </div>
  );
}

function Making({ onMade }: Pick<CreatePaymentProps, 'onMade'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [first] = useState(() => newCreateDraft(seoulDate(deskNowMs())));
  const [draft, setDraft] = useKeptDraft(DRAFT, first, isCreateDraft);
  const [restored, setRestored] = useState(draft !== first);
  useUnsavedWork(draft !== first);
  const create = useMutation({
    mutationFn: (body: CreatePaymentBody) => callApi('POST /api/payments', { body }),
    onSuccess: (payment) => show(payment),
  });
  const show = (payment: Payment) => {
    void client.invalidateQueries({ queryKey: ['payments'] });
    dropDraft(DRAFT);
    client.setQueryData(['created-payment', payment.payToken], payment);
    onMade(payment.payToken);
  };
  const { error } = create;
  const { faults, rest } =
    error instanceof ProblemError ? faultsFromProblem(error.problem) : { faults: {}, rest: [] };
  // Faults shown at their fields need no notice, unless there are others.
  const told = Object.keys(faults).length > 0 && rest.length === 0;
  return (
    <>
      <div className={classes.left}>
        {restored ? (
          <LeftDraft
            onStartOver={() => {
              setDraft(first);
              setRestored(false);
              create.reset();
            }}
          />
        ) : null}
        {error === null || told ? null : mayBeDone(error) ? (
          <LostCreation
            key={create.submittedAt}
            orderNo={create.variables.orderNo}
            onFound={show}
          />
        ) : (
          <ProblemNotice error={error} money={false}>
            {rest.map(({ field, detail }) => (
              <p key={field}>{t('create.wrong.other', { field, detail })}</p>
            ))}
          </ProblemNotice>
        )}
        <CreateForm
          draft={draft}
          onDraft={(next) => {
            setDraft(next);
            // The error was about the old input. After a lost answer it stays, as the payment may
            // exist.
            if (error !== null && !mayBeDone(error)) create.reset();
          }}
          refused={faults}
          busy={create.isPending}
          onSubmit={(body) => create.mutate(body)}
        />
      </div>
      <div className={`${classes.right ?? ''} ${classes.empty ?? ''}`}>
        <NothingCreated />
      </div>
    </>
  );
}

function Made({ payToken, onNext }: { payToken: string; onNext: () => void }) {
  const client = useQueryClient();
  const read = useQuery({
    ...paymentOptions(payToken),
    refetchInterval: ({ state }) =>
      state.data !== undefined && !canStillMove(state.data.payment.status) ? false : LOOK_AGAIN_MS,
  });
  const payment = read.data?.payment ?? client.getQueryData<Payment>(['created-payment', payToken]);
  if (payment === undefined) {
    return read.isError ? <ProblemNotice error={read.error} money={false} /> : null;
  }
  return (
    <>
      <div className={classes.left}>
        <MadeFacts payment={payment} />
      </div>
      <div className={classes.right}>
        <CreatedPayment payment={payment} onNext={onNext} />
      </div>
    </>
  );
}

function MadeFacts({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  const facts: [string, string | null][] = [
    [t('create.orderNo'), payment.orderNo],
    [t('create.product'), payment.productDesc],
    [t('create.items.title'), itemWords(payment.items ?? [], t)],
    [t('create.amount'), formatAmount(payment.amount)],
    [t('create.expires'), payment.expiresAt === null ? null : formatMoment(payment.expiresAt)],
    [t('create.paidAt'), payment.completedAt === null ? null : formatMoment(payment.completedAt)],
    [t('create.memo'), payment.metadata],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value === null || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
