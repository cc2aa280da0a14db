import { IconListCheck, IconQrcode, IconReceipt, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import styles from './frame.module.css';
import type { PageName } from './page-name.ts';

const entries = [
  { name: 'review', to: '/review', Icon: IconListCheck },
  { name: 'payments', to: '/payments', Icon: IconReceipt },
  { name: 'create', to: '/payments/new', Icon: IconQrcode },
  { name: 'trust', to: '/trust', Icon: IconShieldCheck },
] as const;

/** The pages; beside 할 일 the number of things that wait. */
export function MainNav({
  current,
  waiting,
  mayCreate,
  onGo,
}: {
  current: PageName | null;
  waiting: number;
  mayCreate: boolean;
  onGo?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <ul className={styles.links}>
      {entries
        .filter((entry) => entry.name !== 'create' || mayCreate)
        .map(({ name, to, Icon }) => (
          <li key={name} className={name === 'trust' ? styles.apart : undefined}>
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
