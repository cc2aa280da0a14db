import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { addKorean } from '../copy/i18n.ts';
import { staffKo } from '../copy/ko/staff.ts';
import { meOptions } from '../me.ts';
import { settingsOptions } from '../settings-options.ts';
import { StaffList } from '../staff/staff-list.tsx';

addKorean({ staff: staffKo });

/** 직원. */
export function StaffPage() {
  const { data: me } = useSuspenseQuery(meOptions);
  const settings = useQuery(settingsOptions);
  return <StaffList myId={me.staff.id} roleCeilings={settings.data?.personDayWon ?? null} />;
}
