import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStaffId } from '../../../shared/limits.ts';
import { useOwnId } from '../../me.ts';
import { staffNamesOptions } from '../staff-names.ts';
import type { Filter } from './filter.ts';

interface StaffPart {
  /** The id of the user who requested an operation on the payment. */
  staff: string | null;
}

/** Shown while the names are loading. */
const NOT_YET = '…';

function StaffName({ id }: { id: string }) {
  const { t } = useTranslation();
  const isOwn = useOwnId() === id;
  const { data: names } = useQuery({ ...staffNamesOptions, enabled: !isOwn });
  if (isOwn) return t('list.filters.me');
  if (names === undefined) return NOT_YET;
  return names.find((person) => person.id === id)?.name ?? t('list.filters.staffUnknown');
}

export const staffFilter: Filter<StaffPart, 'staff'> = {
  name: { ko: '담당', en: 'Staff' },
  initial: { staff: null },
  read: (search) => {
    const id = search.get('staff');
    // Checks the format only; the desk knows whether the id exists.
    return { staff: id !== null && isStaffId(id) ? id : null };
  },
  write: ({ staff }) => ({ staff }),
  toDesk: ({ staff }) => ({ staff }),
  value: ({ staff }) => staff && <StaffName id={staff} />,
  field: ({ StaffField }, { part, onChange, ...props }) => (
    <StaffField {...props} value={part.staff} onChange={(staff) => onChange({ staff })} />
  ),
  term: {
    keys: ['담당', '담당직원', 'staff'],
    examples: { ko: '담당:나', en: 'staff:me' },
    // Only oneself can be typed; others are chosen by name.
    read: (text, ownId) =>
      ['나', 'me'].includes(text.toLowerCase()) && ownId !== null ? { staff: ownId } : null,
  },
};
