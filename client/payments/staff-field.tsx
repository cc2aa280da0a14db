import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { StaffListState } from '../parts/staff-list-state.tsx';
import { OptionList } from '../ui/option-list.tsx';
import { useOwnId } from '../me.ts';
import styles from './staff-field.module.css';
import { staffNamesOptions } from './staff-names.ts';

/** Chooses a member of staff: oneself first, then the others by name. */
export function StaffField({
  label,
  value,
  onChange,
  onDone,
}: {
  label: string;
  value: string | null;
  onChange: (staff: string) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const ownId = useOwnId();
  const { data: names, error, refetch } = useQuery(staffNamesOptions);
  const others = (names ?? []).filter(({ id }) => id !== ownId);
  return (
    <div className={styles.field}>
      <p className={styles.note}>{t('list.filters.staffNote')}</p>
      <OptionList
        label={label}
        options={[
          ...(ownId === null ? [] : [{ value: ownId, word: t('list.filters.me') }]),
          ...others.map(({ id, name, active }) => ({
            value: id,
            word: active ? name : t('list.filters.staffGone', { name }),
          })),
        ]}
        value={value}
        onChange={(staff) => {
          onChange(staff);
          onDone();
        }}
      />
      {names === undefined ? <StaffListState error={error} onAgain={() => void refetch()} /> : null}
    </div>
  );
}
