import {
  IconArrowDownLeft,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFileUnknown,
  IconHelpCircle,
  IconPlugConnectedX,
  IconQuestionMark,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeliveryState, EndpointState } from '../../shared/webhook.ts';
import type { CallbackOutcome, CallOutcome } from '../../shared/toss-call.ts';
import styles from './outcome-mark.module.css';

type Tone = 'good' | 'refused' | 'open' | 'quiet';

const ofCalls: Record<CallOutcome, [Icon, Tone]> = {
  ok: [IconCircleCheck, 'good'],
  refused: [IconCircleX, 'refused'],
  unreadable: [IconFileUnknown, 'open'],
  lost: [IconHelpCircle, 'open'],
  'never-sent': [IconPlugConnectedX, 'quiet'],
};

const ofCallbacks: Record<CallbackOutcome, [Icon, Tone]> = {
  read: [IconCircleCheck, 'good'],
  adopted: [IconArrowDownLeft, 'good'],
  'not-found': [IconBan, 'refused'],
  ignored: [IconQuestionMark, 'quiet'],
  waiting: [IconClock, 'open'],
};

const ofDeliveries: Record<DeliveryState, [Icon, Tone]> = {
  delivered: [IconCircleCheck, 'good'],
  waiting: [IconClock, 'open'],
  failed: [IconCircleX, 'refused'],
  skipped: [IconBan, 'quiet'],
};

const ofEndpoints: Record<EndpointState, [Icon, Tone]> = {
  on: [IconCircleCheck, 'good'],
  off: [IconBan, 'quiet'],
  gone: [IconCircleX, 'refused'],
  failing: [IconCircleX, 'refused'],
};

function Mark({ look: [MarkIcon, tone], word }: { look: [Icon, Tone]; word: string }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      <MarkIcon size={16} stroke={1.75} aria-hidden="true" />
      {word}
    </span>
  );
}

/** The outcome of a call as icon and text. */
export function CallMark({ outcome }: { outcome: CallOutcome }) {
  const { t } = useTranslation();
  return <Mark look={ofCalls[outcome]} word={t(`developer.outcome.${outcome}`)} />;
}

/** The outcome of a callback. One without a payment does not wait for anything. */
export function CallbackMark({ outcome, named }: { outcome: CallbackOutcome; named: boolean }) {
  const { t } = useTranslation();
  if (outcome === 'waiting' && !named) {
    return <Mark look={ofCallbacks.ignored} word={t('developer.callbacks.noPayment')} />;
  }
  return <Mark look={ofCallbacks[outcome]} word={t(`developer.became.${outcome}`)} />;
}

/** What became of an event at an endpoint. */
export function DeliveryMark({ state }: { state: DeliveryState }) {
  const { t } = useTranslation();
  return <Mark look={ofDeliveries[state]} word={t(`developer.webhooks.log.became.${state}`)} />;
}

/** Whether an endpoint is sent to. */
export function EndpointMark({ state }: { state: EndpointState }) {
  const { t } = useTranslation();
  return <Mark look={ofEndpoints[state]} word={t(`developer.webhooks.state.${state}`)} />;
}
