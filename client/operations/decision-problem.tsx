import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import { ProblemError } from '../problem-error.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ThreeAnswers } from './three-answers.tsx';

/** Errors of the chosen refund, besides that Toss does not show it. */
const numberWords = ['other-amount', 'no-room'] as const;
const ownWords = [
  'operation-moved',
  'approval-mismatch',
  'second-person-needed',
  'too-early',
  'stale-view',
  'invalid-request',
  'transferred',
  ...numberWords,
] as const;
type OwnCode = (typeof ownWords)[number];

function ownCode(error: Error): OwnCode | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const { code, errors, changes } = error.problem;
  if (changes?.some(({ field }) => field === 'transferred') === true) return 'transferred';
  // The refund's number is the only input that is checked against Toss.
  const aboutNumber = errors?.find((one) => one.pointer === '/refundNo');
  const ofNumber = numberWords.find((one) => one === aboutNumber?.code);
  if (ofNumber !== undefined) return ofNumber;
  if (code === 'invalid-request' && aboutNumber === undefined) return undefined;
  return ownWords.find((one) => one === code);
}

/** `true` if a retry would be refused as well: the operation has to be read again first. */
export function blocksDecision(error: Error | null): boolean {
  const code = error === null ? undefined : ownCode(error);
  return (
    code !== undefined && code !== 'invalid-request' && !numberWords.some((one) => one === code)
  );
}

/** Why the desk refused the decision: did money move, may I retry, who can help. */
export function DecisionProblem({ error, onRead }: { error: Error; onRead: () => void }) {
  const { t } = useTranslation();
  const code = ownCode(error);
  const again = <Button onClick={onRead}>{t('operations.acts.again')}</Button>;
  if (code === undefined) return <ProblemNotice error={error} action={again} />;
  const notBefore = error instanceof ProblemError ? error.problem.notBefore : undefined;
  const when = notBefore === undefined ? t('operations.acts.later') : formatMoment(notBefore);
  const mayAgain: Record<OwnCode, string> = {
    'operation-moved': t('operations.acts.answers.againMoved'),
    'approval-mismatch': t('operations.acts.answers.againRead'),
    'second-person-needed': t('operations.acts.answers.againOther'),
    'too-early': t('operations.acts.answers.againLater', { when }),
    'stale-view': t('operations.acts.answers.againRead'),
    'invalid-request': t('operations.acts.answers.againFixed'),
    transferred: t('operations.acts.answers.againRead'),
    'other-amount': t('operations.acts.answers.againFixed'),
    'no-room': t('operations.acts.answers.againFixed'),
  };
  const byOther = code === 'second-person-needed' || code === 'too-early';
  return (
    <Notice tone="bad" title={t(`operations.acts.problems.${code}.title`)} action={again}>
      <p>{t(`operations.acts.problems.${code}.body`, { when })}</p>
      <ThreeAnswers
        money={t('operations.acts.answers.movedMoney')}
        again={mayAgain[code]}
        help={t(
          byOther ? 'operations.acts.answers.helpManager' : 'operations.acts.answers.helpRead',
        )}
      />
    </Notice>
  );
}
