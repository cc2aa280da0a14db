import { IconLock, IconMenu2, IconUserCircle } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { useLeads, useLive, useLiveState } from '../live/use-live.ts';
import { useOffline } from '../live/use-offline.ts';
import { meOptions, type Me } from '../me.ts';
import { countersOptions, waitingCount, type Counters } from '../payments/counters.ts';
import { lockDesk } from '../session/lock-desk.ts';
import { usePreferences } from '../session/preferences.ts';
import { Dropdown } from '../ui/dropdown.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useLoadAhead } from '../ui/use-load-ahead.ts';
import { LiveDot } from '../ui/live-dot.tsx';
import { ModeBar } from '../parts/mode-bar.tsx';
import { FrameSlotsContext } from '../ui/page-head.tsx';
import type { ShortcutName } from '../ui/shortcut-table.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { FrameBars } from './frame-bars.tsx';
import styles from './frame.module.css';
import { MainNav } from './main-nav.tsx';
import { pageName, type PageName } from './page-name.ts';
import { PaletteButton } from './palette/palette-button.tsx';
import { PaletteHost, usePalette } from './palette/palette-host.tsx';
import { useLeave } from './use-leave.ts';
import { useDisabledShortcuts } from './use-disabled-shortcuts.ts';
import { useWaitingIcon } from './use-waiting-icon.ts';
import { WaitingBadge } from './waiting-badge.tsx';

const loadPersonPanel = () => import('../session/person-panel.tsx');
const PersonPanel = lazy(async () => ({ default: (await loadPersonPanel()).PersonPanel }));

/** Delay in ms before lazy parts are preloaded; shorter than most people take to need them. */
const LOAD_AHEAD_MS = 2_000;

const ShortcutsHelp = lazy(async () => {
  const { ShortcutsHelp: Component } = await import('../ui/shortcuts-help.tsx');
  return { default: Component };
});

const Attention = lazy(async () => {
  try {
    const { Attention: Component } = await import('../attention/attention.tsx');
    return { default: Component };
  } catch {
    // Notifications are optional, so a chunk that can't be fetched must not break the page.
    return { default: () => null };
  }
});

function useTabTitle(me: Me, page: PageName | null, waiting: number): void {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    const waits = waiting > 0 ? t('frame.tab.waiting', { count: waiting }) : null;
    const name = page === null || (waits !== null && page === 'review') ? null : page;
    const pageWord = name === null ? null : t(`frame.nav.${name}`);
    document.title = t('frame.tab.title', {
      page: [waits, pageWord].filter((part) => part !== null).join(' · '),
      mode: t(`frame.mode.${me.mode}`),
    });
  }, [t, i18n.language, me.mode, page, waiting]);
}

/** Moves the focus into a new page, so that screen readers continue there. */
function useFocusOnNewPage(page: PageName | null) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    main.current?.focus({ preventScroll: true });
  }, [page]);
  return main;
}

interface NavProps {
  me: Me;
  page: PageName | null;
  waiting: number;
}

function SideNav({ me, page, waiting }: NavProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const leave = useLeave();
  return (
    <nav className={styles.nav} aria-label={t('frame.nav.label')}>
      <p className={styles.brand}>
        <b>{me.shopName}</b>
        <span>{t('common.appName')}</span>
      </p>
      <MainNav current={page} waiting={waiting} permissions={me.permissions} />
      <div className={styles.me}>
        <p>
          {me.staff.name} <span>{t(`common.role.${me.staff.role}`)}</span>
        </p>
        <div className={styles.meActs}>
          <Dropdown
            label={t('frame.person.label')}
            opened={opened}
            onChange={setOpened}
            place="beside"
            button={{
              className: styles.meButton,
              'aria-label': t('frame.person.label'),
              children: (
                <>
                  <IconUserCircle size={20} stroke={1.75} aria-hidden="true" />
                  <span>{t('frame.person.label')}</span>
                </>
              ),
            }}
          >
            <PersonPanel me={me} onLeave={leave} onClose={() => setOpened(false)} />
          </Dropdown>
          <IconButton
            label={t('frame.person.lock')}
            title={t('frame.person.lock')}
            onClick={lockDesk}
          >
            <IconLock size={18} stroke={1.75} aria-hidden="true" />
          </IconButton>
        </div>
      </div>
    </nav>
  );
}

function PhoneNav({ me, page, waiting }: NavProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const leave = useLeave();
  const close = () => setOpened(false);
  return (
    <Dropdown
      label={t('frame.nav.menu')}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.menuButton,
        'aria-label': t('frame.nav.menu'),
        children: <IconMenu2 size={20} stroke={1.75} aria-hidden="true" />,
      }}
    >
      <div className={styles.sheet}>
        <nav aria-label={t('frame.nav.label')}>
          <MainNav current={page} waiting={waiting} permissions={me.permissions} onGo={close} />
        </nav>
        <Suspense>
          <PersonPanel me={me} onLeave={leave} onClose={close} />
        </Suspense>
      </div>
    </Dropdown>
  );
}

function useFrameKeys(enabled: boolean, noUseFor: readonly ShortcutName[]) {
  const navigate = useNavigate();
  const [helpOpened, setHelpOpened] = useState(false);
  const to = (path: string) => () => void navigate(path);
  const ifOffered = (name: ShortcutName, path: string) =>
    noUseFor.includes(name) ? undefined : to(path);
  useShortcuts(
    {
      help: () => setHelpOpened(true),
      review: to('/review'),
      payments: to('/payments'),
      overview: to('/overview'),
      'day-close': ifOffered('day-close', '/day-close'),
      create: ifOffered('create', '/payments/new'),
      settings: to('/settings'),
      account: to('/account'),
      lock: lockDesk,
    },
    enabled,
  );
  return { helpOpened, setHelpOpened };
}

/** This person's notifications. Their chunk is loaded only if they are turned on. */
function Calls({ me, counters }: { me: Me; counters: Counters | undefined }) {
  const { approvalNotice, approvalSound } = usePreferences();
  const leads = useLeads();
  const navigate = useNavigate();
  if (counters === undefined || !(approvalNotice || approvalSound)) return null;
  return (
    <Suspense>
      <Attention
        notice={approvalNotice}
        sound={approvalSound}
        leads={leads}
        staffId={me.staff.id}
        shopName={me.shopName}
        news={counters.asOf}
        onOpen={(payToken) => {
          const payment = payToken === null ? null : encodeURIComponent(payToken);
          void navigate(payment === null ? '/review?kind=approved' : `/payments/${payment}`);
        }}
      />
    </Suspense>
  );
}

/** The frame around every page: mode, navigation, person and what waits. */
export function Frame() {
  const { t } = useTranslation();
  useLive();
  const live = useLiveState();
  const cut = useOffline();
  const { data: me } = useSuspenseQuery(meOptions);
  const { data: counters } = useQuery(countersOptions);
  const { shortcuts } = usePreferences();
  const page = pageName(useLocation().pathname);
  const waiting = counters === undefined ? 0 : waitingCount(counters);
  const main = useFocusOnNewPage(page);
  const noUseFor = useDisabledShortcuts();
  const { helpOpened, setHelpOpened } = useFrameKeys(shortcuts, noUseFor);
  const palette = usePalette();
  useLoadAhead(loadPersonPanel, LOAD_AHEAD_MS);
  useTabTitle(me, page, waiting);
  useWaitingIcon(waiting > 0);
  const slots = {
    phoneMenu: <PhoneNav me={me} page={page} waiting={waiting} />,
    status: <LiveDot state={cut === null ? live : 'offline'} />,
  };
  return (
    <div
      className={me.mode === 'test' ? `${styles.frame ?? ''} ${styles.framed ?? ''}` : styles.frame}
    >
      <a className={styles.skip} href="#main">
        {t('frame.skip')}
      </a>
      <header className={styles.top}>
        <ModeBar mode={me.mode} shopName={me.shopName} />
        <PaletteButton onOpen={palette.open} />
        {counters === undefined ? null : <WaitingBadge counters={counters} />}
      </header>
      <FrameBars counters={counters} cut={cut} />
      <div className={styles.app}>
        <SideNav me={me} page={page} waiting={waiting} />
        <main className={styles.main} id="main" tabIndex={-1} ref={main}>
          <FrameSlotsContext value={slots}>
            <Outlet />
          </FrameSlotsContext>
        </main>
      </div>
      {helpOpened ? (
        <Suspense>
          <ShortcutsHelp
            singleKeys={shortcuts}
            without={noUseFor}
            onClose={() => setHelpOpened(false)}
          />
        </Suspense>
      ) : null}
      {palette.opened ? (
        <PaletteHost
          payToken={palette.payToken}
          onHelp={() => setHelpOpened(true)}
          onClose={palette.close}
        />
      ) : null}
      <Calls me={me} counters={counters} />
      <ScrollRestoration />
    </div>
  );
}
