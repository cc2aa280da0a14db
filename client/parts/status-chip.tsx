import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowBackUpDouble,
  IconBan,
  IconBell,
  IconBuildingBank,
  IconCheck,
  IconCircleX,
  IconClock,
  IconClockPause,
  IconExternalLink,
  IconHelpCircle,
  IconLoader2,
  IconUserCheck,
  type Icon,
} from '@tabler/icons-react';
import type { Operation } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { formatWon } from '../../shared/won.ts';
import { useWords } from '../copy/use-words.ts';
import { formatAge, formatAmount, formatCountdown } from '../format.ts';
import {
  describeOperation,
  describePayment,
  type ChipKind,
  type ChipReading,
} from './chip-kind.ts';
import styles from './status-chip.module.css';
import { deskNowMs, useTick } from '../ui/ticker.ts';

const icons: Record<ChipKind, typeof IconCheck> = {
  standby: IconClock,
  approved: IconBell,
  progress: IconLoader2,
  complete: IconCheck,
  canceled: IconBan,
  refunding: IconLoader2,
  'refund-asked': IconLoader2,
  partial: IconArrowBackUp,
  full: IconArrowBackUpDouble,
  settled: IconBuildingBank,
  unknown: IconHelpCircle,
  refused: IconCircleX,
  proposed: IconUserCheck,
  ready: IconClockPause,
  absent: IconCircleX,
  review: IconAlertTriangle,
  drift: IconExternalLink,
};

function Chip({
  reading,
  more,
  Icon: ownIcon,
}: {
  reading: ChipReading;
  more?: string | undefined;
  Icon?: Icon | undefined;
}) {
  const { kind, word, until, since, known } = reading;
  const counted = useTick((now) => {
    if (until !== null) return formatCountdown(until, now);
    return since === null ? null : formatAge(since, now);
  });
  const Icon = ownIcon ?? icons[kind];
  const spins = Icon === IconLoader2;
  const extra = more ?? counted;
  return (
    <span className={known ? styles.chip : `${styles.chip} ${styles.bare}`} data-status={kind}>
      {known ? (
        <Icon size={14} stroke={2} aria-hidden="true" className={spins ? 'spin' : undefined} />
      ) : null}
      <span className={styles.word}>{word}</span>
      {extra === null ? null : <span className={styles.more}>{extra}</span>}
    </span>
  );
}

type ChipPayment = Pick<
  Payment,
  'status' | 'remaining' | 'refunded' | 'amount' | 'expiresAt' | 'openOperation' | 'drift'
>;

/** The chip of a payment. `amounts` adds `36,000 / 186,000원` to 부분 환불, if no columns show it. */
export function PaymentChip({
  payment,
  amounts = false,
}: {
  payment: ChipPayment;
  amounts?: boolean;
}) {
  const t = useWords();
  // Render again only when the kind changes: a silent call becomes 결과 확인 중 with time.
  useTick((now) => describePayment(payment, now).kind);
  const reading = describePayment(payment, deskNowMs());
  const more =
    amounts && reading.kind === 'partial'
      ? t('statuses.amounts', {
          refunded: formatWon(payment.refunded),
          amount: formatAmount(payment.amount),
        })
      : undefined;
  return <Chip reading={reading} more={more} />;
}

/** The chip of one of our operations. */
export function OperationChip({
  operation,
}: {
  operation: Pick<
    Operation,
    'kind' | 'state' | 'createdAt' | 'sentAt' | 'sendAfter' | 'refusal' | 'disputed'
  >;
}) {
  useWords();
  useTick((now) => describeOperation(operation, now).kind);
  return <Chip reading={describeOperation(operation, deskNowMs())} />;
}

/** A chip without a timer; the caller gives its text, and its icon if not that of the kind. */
export function PlainChip({ kind, word, Icon }: { kind: ChipKind; word: string; Icon?: Icon }) {
  return <Chip reading={{ kind, word, until: null, since: null, known: true }} Icon={Icon} />;
}
