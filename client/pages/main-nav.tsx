import {
  IconArrowBackUpDouble,
  IconCalendarCheck,
  IconChartBar,
  IconCode,
  IconHistory,
  IconListCheck,
  IconQrcode,
  IconReceipt,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  type Icon as NavIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Permission } from '../../shared/permissions.ts';
import styles from './frame.module.css';
import { mayOpen, type PageName } from './page-name.ts';

interface Entry {
  name: PageName;
  to: string;
  Icon: NavIcon;
}

const work: readonly Entry[] = [
  { name: 'review', to: '/review', Icon: IconListCheck },
  { name: 'payments', to: '/payments', Icon: IconReceipt },
  { name: 'create', to: '/payments/new', Icon: IconQrcode },
  { name: 'bulk-refunds', to: '/bulk-refunds', Icon: IconArrowBackUpDouble },
  { name: 'overview', to: '/overview', Icon: IconChartBar },
  { name: 'day-close', to: '/day-close', Icon: IconCalendarCheck },
];

/** Pages about the desk itself, not the day's work. */
const apart: readonly Entry[] = [
  { name: 'staff', to: '/staff', Icon: IconUsers },
  { name: 'audit', to: '/audit', Icon: IconHistory },
  { name: 'developer', to: '/developer', Icon: IconCode },
  { name: 'settings', to: '/settings', Icon: IconSettings },
  { name: 'trust', to: '/trust', Icon: IconShieldCheck },
];

/** The navigation's entries for these permissions, in menu order. */
export function offeredPages(permissions: readonly Permission[]): Entry[] {
  return [...work, ...apart].filter(({ name }) => mayOpen(name, permissions));
}

/** The navigation, with the number of waiting things beside 할 일. */
export function MainNav({
  current,
  waiting,
  permissions,
  onGo,
}: {
  current: PageName | null;
  waiting: number;
  permissions: readonly Permission[];
  onGo?: () => void;
}) {
  const { t } = useTranslation();
  const offered = offeredPages(permissions);
  const firstApart = offered.find((entry) => apart.includes(entry))?.name;
  return (
    <ul className={styles.links}>
      {offered.map(({ name, to, Icon }) => (
        <li key={name} className={name === firstApart ? styles.apart : undefined}>
          <Link
            to={to}
            aria-current={name === current ? 'page' : undefined}
            title={t(`frame.nav.${name}`)}
            onClick={onGo}
          >
            <Icon size={18} stroke={1.75} aria-hidden="true" />
            <span className={styles.word}>{t(`frame.nav.${name}`)}</span>
            {name === 'review' && waiting > 0 ? (
              <span className={styles.count}>
                <span aria-hidden="true">{waiting > 99 ? '99+' : waiting}</span>
                <span className="vh">{t('frame.nav.badge', { count: waiting })}</span>
              </span>
            ) : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}
