/** Why the sheet and Toss may differ, as one line. */
import type { TFunction } from 'i18next';
import type { DayClose } from '../../shared/api.ts';
import { clockWords } from './day-words.ts';

export type Difference = DayClose['differences']['items'][number];

export function differenceWords(difference: Difference, date: string, t: TFunction): string {
  const { why } = difference;
  switch (why) {
    case 'unproved':
      return t('dayClose.differences.unproved', {
        act: t(`common.kind.${difference.kind}`),
        state: t(`statuses.operation.${difference.state}`),
        when: clockWords(difference.sentAt, date),
      });
    case 'odd-status':
      return t('dayClose.differences.oddStatus', { status: difference.status });
    case 'outside-refund':
    case 'missing':
    case 'contradiction':
    case 'late':
    case 'untimed-refund':
      return t(`dayClose.differences.${why}`);
  }
}
