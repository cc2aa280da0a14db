import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStaffId } from '../../../shared/limits.ts';
import { useOwnId } from '../own-id.ts';
import { staffNamesOptions } from '../staff-names.ts';
import type { Filter } from './filter.ts';

interface StaffPart {
  /** The id of whoever asked for an operation on the payment. */
  staff: string | null;
}

/** While the names are not there yet. */
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
    // As the desk takes one; whether somebody has it is for the desk to know.
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
    // Oneself; others are chosen from their names.
    read: (text, ownId) =>
      ['나', 'me'].includes(text.toLowerCase()) && ownId !== null ? { staff: ownId } : null,
  },
};
