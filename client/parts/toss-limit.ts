import type { BulkRun } from '../../shared/bulk-refund.ts';
import { seoulDate } from '../format.ts';

/** `later`: the run paused at Toss's limit of an earlier day, so it can be resumed. */
export function limitDay({ limitReachedAt: at }: BulkRun, nowMs: number): 'today' | 'later' {
  return at === null || seoulDate(Date.parse(at)) === seoulDate(nowMs) ? 'today' : 'later';
}
