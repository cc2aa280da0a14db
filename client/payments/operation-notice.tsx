import { IconHelpCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Operation } from '../../shared/operation.ts';
import { Notice, type NoticeTone } from '../ui/notice.tsx';
import { isUnclear, StoryLines, useOperationStory } from '../parts/operation-story.tsx';
import { useTick } from '../ui/ticker.ts';
import styles from './payment-detail.module.css';

const tones: Partial<Record<Operation['state'], NoticeTone>> = {
  proposed: 'warn',
  absent: 'warn',
  given_up: 'warn',
  needs_review: 'bad',
};

function toneOf({ state, disputed }: Operation, unclear: boolean): NoticeTone {
  if (disputed) return 'bad';
  return unclear ? 'warn' : (tones[state] ?? 'plain');
}

/**
 * An operation that is still open for the payment, or that Toss contradicts: what is known, the
 * evidence, what happens next by itself, and what may or must not be done.
 */
export function OperationNotice({ operation, acts }: { operation: Operation; acts: ReactNode }) {
  const story = useOperationStory(operation);
  const unclear = useTick((nowMs) => isUnclear(operation, nowMs));
  return (
    <div className={styles.notices}>
      <Notice
        tone={toneOf(operation, unclear)}
        title={story.title}
        icon={unclear ? <IconHelpCircle size={16} stroke={1.75} /> : undefined}
        silent
      >
        <StoryLines lines={story.lines} />
        {story.warning === null ? null : <p className={styles.warning}>{story.warning}</p>}
        {acts === null ? null : <div className={styles.noticeAct}>{acts}</div>}
      </Notice>
    </div>
  );
}
