import { useState } from 'react';
import { isText } from '../draft-shapes.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { isEvidence } from './decision-form.tsx';

/**
 * The two steps of a decision that rests on a text: it is typed, then looked at and confirmed.
 * @param name under which the text is kept
 */
export function useEvidenceSteps(name: string, onTyped: () => void) {
  const [text, setText] = useKeptDraft(name, '', isText);
  const [confirming, setConfirming] = useState(false);
  return {
    confirming,
    /** What goes to the desk: without the blanks around it. */
    evidence: text.trim(),
    /** For the form. */
    form: {
      complete: isEvidence(text),
      onReview: () => setConfirming(true),
    },
    /** For the form's field. */
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
