import {
  IconArrowBackUpDouble,
  IconBuildingBank,
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
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Permission } from '../../shared/permissions.ts';
import styles from './frame.module.css';
import { mayOpen, type PageName } from './page-name.ts';

interface Entry {
  name: PageName;
  to: string;
  Icon: NavIcon;
  /** Everybody may open the page, but the entry is only shown with this permission. */
  offeredWith?: Permission;
}

const work: readonly Entry[] = [
  { name: 'review', to: '/review', Icon: IconListCheck },
  { name: 'payments', to: '/payments', Icon: IconReceipt },
  { name: 'create', to: '/payments/new', Icon: IconQrcode },
  { name: 'bulk-refunds', to: '/bulk-refunds', Icon: IconArrowBackUpDouble },
  { name: 'overview', to: '/overview', Icon: IconChartBar },
  { name: 'day-close', to: '/day-close', Icon: IconCalendarCheck },
  { name: 'settlement', to: '/settlement', Icon: IconBuildingBank },
];

/** 관리: pages about the desk itself, not the day's work. */
const admin: readonly Entry[] = [
  { name: 'staff', to: '/staff', Icon: IconUsers },
  { name: 'audit', to: '/audit', Icon: IconHistory },
  { name: 'developer', to: '/developer', Icon: IconCode },
  { name: 'trust', to: '/trust', Icon: IconShieldCheck, offeredWith: 'audit.read' },
  { name: 'settings', to: '/settings', Icon: IconSettings, offeredWith: 'settings.manage' },
];

/** The pages that open with these permissions, in menu order. */
export function openPages(permissions: readonly Permission[]): Entry[] {
  return [...work, ...admin].filter(({ name }) => mayOpen(name, permissions));
}

function offered(entries: readonly Entry[], permissions: readonly Permission[]): Entry[] {
  return entries.filter(
    ({ name, offeredWith }) =>
      mayOpen(name, permissions) &&
      (offeredWith === undefined || permissions.includes(offeredWith)),
  );
}

interface LinksProps {
  entries: readonly Entry[];
  current: PageName | null;
  waiting: number;
  labelledBy?: string;
  onGo?: (() => void) | undefined;
}

function Links({ entries, current, waiting, labelledBy, onGo }: LinksProps) {
  const { t } = useTranslation();
  return (
    <ul className={styles.links} aria-labelledby={labelledBy}>
      {entries.map(({ name, to, Icon }) => (
        <li key={name}>
          <Link
            to={to}
            aria-current={name === current ? 'page' : undefined}
            title={t(`frame.nav.${name}`)}
            onClick={onGo}
          >
            <Icon size={18} stroke={1.75} aria-hidden="true" />
            <span className={styles.word}>{t(`frame.nav.${name}`)}</span>
            {name === 'review' && waiting > 0 ? <WaitingCount waiting={waiting} /> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The badge with the number of items in 할 일. */
export function WaitingCount({ waiting }: { waiting: number }) {
  const { t } = useTranslation();
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{waiting > 99 ? '99+' : waiting}</span>
      <span className="vh">{t('frame.nav.badge', { count: waiting })}</span>
    </span>
  );
}

/** The navigation: the day's work, with the number of waiting things beside 할 일, then 관리. */
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
  const adminId = useId();
  const ofAdmin = offered(admin, permissions);
  return (
    <>
      <Links entries={offered(work, permissions)} {...{ current, waiting, onGo }} />
      {ofAdmin.length === 0 ? null : (
        <>
          <p className={styles.group} id={adminId}>
            {t('frame.nav.admin')}
          </p>
          <Links entries={ofAdmin} labelledBy={adminId} {...{ current, waiting, onGo }} />
        </>
      )}
    </>
  );
}
