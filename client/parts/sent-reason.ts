/** 사유: the chosen or typed reason, the text that Toss receives, and its errors. */
import { REASON, REASON_MAX } from '../../shared/limits.ts';
import { OTHER_REASON } from '../../shared/settings.ts';

export interface ReasonDraft {
  /** One of the shop's list, or `OTHER_REASON`; empty if none is chosen. */
  reason: string;
  /** With `OTHER_REASON`: the text that Toss receives. */
  otherText: string;
  note: string;
}

type TextFault = 'missing' | 'too-long' | 'characters';

export type ReasonFault =
  | { field: 'reason' | 'other'; fault: TextFault }
  | { field: 'note'; fault: 'missing' };

/** The text that Toss receives. */
export function sentReason(draft: ReasonDraft): string {
  return (draft.reason === OTHER_REASON ? draft.otherText : draft.reason).trim();
}

/** Why Toss would not take a reason; the same in every form. @param text trimmed */
export function reasonTextFault(text: string): TextFault | null {
  if (text === '') return 'missing';
  if (text.length > REASON_MAX) return 'too-long';
  return REASON.test(text) ? null : 'characters';
}

export function withoutForbiddenCharacters(text: string): string {
  const allowed = Array.from(text, (character) => (REASON.test(character) ? character : ' '));
  return allowed.join('').replace(/ {2,}/g, ' ').trim();
}

/** Everything that prevents sending a reason, in the order of the fields on screen. */
export function reasonFaults(draft: ReasonDraft): ReasonFault[] {
  const other = draft.reason === OTHER_REASON;
  const faults: ReasonFault[] = [];
  const fault = reasonTextFault(sentReason(draft));
  if (fault !== null) faults.push({ field: other ? 'other' : 'reason', fault });
  if (other && draft.note.trim() === '') faults.push({ field: 'note', fault: 'missing' });
  return faults;
}
