import { useState } from 'react';
import { isText } from '../draft-shapes.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { isEvidence } from './decision-form.tsx';

/**
 * The two steps of a decision with evidence: the text is typed, then reviewed and confirmed.
 * @param name under which the draft is kept
 */
export function useEvidenceSteps(name: string, onTyped: () => void) {
  const [text, setText] = useKeptDraft(name, '', isText);
  const [confirming, setConfirming] = useState(false);
  return {
    confirming,
    /** The text to send, trimmed. */
    evidence: text.trim(),
    form: {
      complete: isEvidence(text),
      onReview: () => setConfirming(true),
    },
    field: {
      value: text,
      onChange: (typed: string) => {
        setText(typed);
        onTyped();
      },
    },
    onBack: () => setConfirming(false),
  };
}
