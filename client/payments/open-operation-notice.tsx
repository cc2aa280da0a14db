import { IconHelpCircle } from '@tabler/icons-react';
import type { Operation } from '../../shared/operation.ts';
import { CheckNow } from '../ui/check-now.tsx';
import { Notice } from '../ui/notice.tsx';
import { isUnclear, StoryLines, useOperationStory } from '../ui/operation-story.tsx';
import { useTick } from '../ui/ticker.ts';
import { checkOperation } from './payment-detail-options.ts';
import styles from './payment-detail.module.css';

/** The open operation of a payment: what is known, and what must not be pressed meanwhile. */
export function OpenOperationNotice({
  operation,
  mayCheck,
}: {
  operation: Operation;
  mayCheck: boolean;
}) {
  const story = useOperationStory(operation);
  const unclear = useTick((nowMs) => isUnclear(operation, nowMs));
  const { state } = operation;
  const sent = unclear || state === 'pending' || state === 'absent' || state === 'needs_review';
  return (
    <div className={styles.notices}>
      <Notice
        tone={unclear || state === 'absent' || state === 'proposed' ? 'warn' : toneOf(state)}
        title={story.title}
        icon={unclear ? <IconHelpCircle size={16} stroke={1.75} /> : undefined}
        silent
      >
        <StoryLines lines={story.lines} />
        {story.warning === null ? null : <p className={styles.warning}>{story.warning}</p>}
        {sent && mayCheck ? (
          <div className={styles.noticeAct}>
            <CheckNow operation={operation} onCheck={checkOperation} />
          </div>
        ) : null}
      </Notice>
    </div>
  );
}

function toneOf(state: Operation['state']): 'plain' | 'bad' {
  return state === 'needs_review' ? 'bad' : 'plain';
}
