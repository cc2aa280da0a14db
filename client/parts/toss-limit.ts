import type { BulkRun } from '../../shared/bulk-refund.ts';
import { seoulDate } from '../format.ts';

/** Whether a run paused at Toss's limit of today, or at that of an earlier day, which is over. */
export function limitDay({ limitReachedAt: at }: BulkRun, nowMs: number): 'today' | 'later' {
  return at === null || seoulDate(Date.parse(at)) === seoulDate(nowMs) ? 'today' : 'later';
}
