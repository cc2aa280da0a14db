import { useTranslation } from 'react-i18next';
import type { Operation, transitions } from '../../shared/operation.ts';
import { formatAmount } from '../format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { tossWords } from '../parts/problem-words.ts';
import classes from './ended-notice.module.css';
import type { OperationProgress } from '../parts/operation-progress.ts';
import { ThreeAnswers } from './three-answers.tsx';

type DeclinedCause = Extract<(typeof transitions)[number], { to: 'declined' }>['cause'];

/** Why a declined operation was declined: its cause is one of those that lead there. */
function declinedReason({ evidence, resolvedBy }: Operation) {
  if (evidence === null) return null;
  const cause = evidence.cause as DeclinedCause;
  return cause === 'withdrawn' && resolvedBy !== null ? 'stopped' : cause;
}

function Answers({ operation, progress }: EndedNoticeProps) {
  const { t } = useTranslation();
  const { money, mayPressAgain } = progress;
  const moved =
    money === 'moved'
      ? t('operations.answers.moved', { amount: formatAmount(operation.amount) })
      : t(money === 'unknown' ? 'operations.answers.unknownMoney' : 'operations.answers.notMoved');
  return (
    <ThreeAnswers
      money={moved}
      again={t(mayPressAgain ? 'operations.answers.mayAgain' : 'operations.answers.mayNotAgain')}
      help={t(mayPressAgain ? 'operations.answers.tossHelp' : 'operations.answers.manager')}
    />
  );
}

interface EndedNoticeProps {
  operation: Operation;
  progress: OperationProgress;
}

/** Explains any end but a plain success: the reason, the three answers and Toss's message. */
export function EndedNotice({ operation, progress }: EndedNoticeProps) {
  const { t } = useTranslation();
  const { situation } = progress;
  const { tossErrorCode, tossMessage } = operation;
  const told =
    situation === 'failed' ||
    situation === 'declined' ||
    situation === 'absent' ||
    situation === 'needs_review' ||
    situation === 'given_up' ||
    situation === 'disputed';
  const words = tossErrorCode === null ? null : tossWords(tossErrorCode, tossMessage);
  if (!told && words === null) return null;
  if (situation === 'succeeded') return null;
  const reason = situation === 'declined' ? declinedReason(operation) : null;
  const why =
    words?.title ?? (reason === null ? undefined : t(`operations.declinedBecause.${reason}`));
  return (
    <Notice
      tone={situation === 'needs_review' || situation === 'disputed' ? 'bad' : 'warn'}
      title={why}
      silent
    >
      {/* What to do next is certain only once the refusal is. */}
      {words === null || situation !== 'failed' ? null : <p>{words.next}</p>}
      {told ? <Answers operation={operation} progress={progress} /> : null}
      {tossErrorCode === null ? null : (
        <p className={classes.code}>
          {tossMessage === null ? null : `${t('problems.tossSaid', { message: tossMessage })} `}
          <span className="mono">{tossErrorCode}</span> <CopyButton text={tossErrorCode} />
        </p>
      )}
    </Notice>
  );
}
