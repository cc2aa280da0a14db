/** 사유: the chosen or typed reason, the text that Toss receives, and its errors. */
import { REASON_MAX } from '../../shared/limits.ts';
import { OTHER_REASON } from '../../shared/settings.ts';

export interface ReasonDraft {
  /** One of the shop's list, or `OTHER_REASON`; empty if none is chosen. */
  reason: string;
  /** With `OTHER_REASON`: the text that Toss receives. */
  otherText: string;
  note: string;
}

export type ReasonFault =
  | { field: 'reason'; fault: 'missing' }
  | { field: 'other'; fault: 'missing' | 'too-long' | 'characters' }
  | { field: 'note'; fault: 'missing' };

/** The text that Toss receives. */
export function sentReason(draft: ReasonDraft): string {
  return (draft.reason === OTHER_REASON ? draft.otherText : draft.reason).trim();
}

/** Characters that Toss's guide forbids (quotes, backslashes), and control characters. */
const forbidden = /["'\\\p{Cc}]/gu;

export function hasForbiddenCharacters(text: string): boolean {
  return text.search(forbidden) !== -1;
}

export function withoutForbiddenCharacters(text: string): string {
  return text.replace(forbidden, ' ').replace(/ {2,}/g, ' ').trim();
}

/** Everything that prevents sending a reason, in the order of the fields on screen. */
export function reasonFaults(draft: ReasonDraft): ReasonFault[] {
  if (draft.reason === '') return [{ field: 'reason', fault: 'missing' }];
  if (draft.reason !== OTHER_REASON) return [];
  const faults: ReasonFault[] = [];
  const text = draft.otherText.trim();
  if (text === '') faults.push({ field: 'other', fault: 'missing' });
  else if (text.length > REASON_MAX) faults.push({ field: 'other', fault: 'too-long' });
  else if (hasForbiddenCharacters(text)) faults.push({ field: 'other', fault: 'characters' });
  if (draft.note.trim() === '') faults.push({ field: 'note', fault: 'missing' });
  return faults;
}
