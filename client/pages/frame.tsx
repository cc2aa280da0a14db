import { IconMenu2, IconSelector, IconUserCircle } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useRef, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { useLeads, useLive } from '../live/use-live.ts';
import { useOffline } from '../live/use-offline.ts';
import { meOptions, type Me } from '../me.ts';
import { countersOptions, waitingCount, type Counters } from '../payments/counters.ts';
import { lockDesk } from '../session/lock-desk.ts';
import { usePreferences } from '../session/preferences.ts';
import { Dropdown } from '../ui/dropdown.tsx';
import { useLoadAhead } from '../ui/use-load-ahead.ts';
import { Mark } from '../ui/mark.tsx';
import { ModeBar } from '../parts/mode-bar.tsx';
import { isServerFault } from '../problem-error.ts';
import { FrameSlotsContext } from '../ui/page-head.tsx';
import { useTabName } from '../ui/tab-name.ts';
import type { ShortcutName } from '../ui/shortcut-table.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { FrameBars } from './frame-bars.tsx';
import styles from './frame.module.css';
import { MainNav, WaitingCount } from './main-nav.tsx';
import { pageName, type PageName } from './page-name.ts';
import { hasTrouble, TroublePlates } from './trouble-plates.tsx';
import { PaletteButton } from './palette/palette-button.tsx';
import { PaletteHost, usePalette } from './palette/palette-host.tsx';
import { useLeave } from './use-leave.ts';
import { useDisabledShortcuts } from './use-disabled-shortcuts.ts';
import { useResumedPush } from './use-resumed-push.ts';
import { useWaitingIcon } from './use-waiting-icon.ts';

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

/** The tab's title: the page's own name, or else that of its entry in the navigation. */
function useTabTitle(me: Me, page: PageName | null): void {
  const { t, i18n } = useTranslation();
  const own = useTabName();
  useEffect(() => {
    const name = own ?? (page === null ? t('frame.notFound.tab') : t(`frame.nav.${page}`));
    document.title = t('frame.tab.title', { page: name, mode: t(`frame.mode.${me.mode}`) });
  }, [t, i18n.language, me.mode, page, own]);
}

/**
 * Moves the focus into a new page, so that screen readers continue there.
 * @param covered a dialog was opened while the page loaded: it keeps the focus until it is closed
 */
function useFocusOnNewPage(page: PageName | null, covered: boolean) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    if (covered || shown.current === page) return;
    shown.current = page;
    main.current?.focus({ preventScroll: true });
  }, [page, covered]);
  return main;
}

/** Without rows the link leads to the page, as the one before it. */
function focusFirstRow(event: MouseEvent): void {
  const row = document.querySelector<HTMLElement>('[data-row-link]');
  if (row === null) return;
  event.preventDefault();
  row.focus();
}

interface NavProps {
  me: Me;
  page: PageName | null;
  waiting: number;
  onPalette: () => void;
  onHelp: () => void;
}

function SideNav({ me, page, waiting, onPalette, onHelp }: NavProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const leave = useLeave();
  return (
    <nav className={styles.nav} aria-label={t('frame.nav.label')}>
      <p className={styles.brand}>
        <Mark className={styles.mark} />
        <b>{me.shopName}</b>
      </p>
      <PaletteButton onOpen={onPalette} />
      <MainNav current={page} waiting={waiting} permissions={me.permissions} />
      <div className={styles.me}>
        <Dropdown
          label={t('frame.person.label')}
          opened={opened}
          onChange={setOpened}
          place="beside"
          button={{
            className: styles.meButton,
            // Begins with the visible text, so that it can be named by voice.
            'aria-label': t('frame.person.open', {
              name: me.staff.name,
              role: t(`common.role.${me.staff.role}`),
            }),
            children: (
              <>
                <IconUserCircle size={20} stroke={1.75} aria-hidden="true" />
                <b>{me.staff.name}</b>
                <span>{t(`common.role.${me.staff.role}`)}</span>
                <IconSelector size={16} stroke={1.75} aria-hidden="true" />
              </>
            ),
          }}
        >
          <PersonPanel me={me} onLeave={leave} onHelp={onHelp} onClose={() => setOpened(false)} />
        </Dropdown>
      </div>
    </nav>
  );
}

function PhoneNav({ me, page, waiting, onPalette, onHelp }: NavProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const leave = useLeave();
  const close = () => setOpened(false);
  const badge = waiting === 0 ? '' : ` ${t('frame.nav.badge', { count: waiting })}`;
  return (
    <Dropdown
      label={t('frame.nav.menu')}
      opened={opened}
      onChange={setOpened}
      place="end"
      button={{
        className: styles.menuButton,
        'aria-label': `${t('frame.nav.menu')}${badge}`,
        children: (
          <>
            <IconMenu2 size={20} stroke={1.75} aria-hidden="true" />
            {waiting === 0 ? null : <WaitingCount waiting={waiting} />}
          </>
        ),
      }}
    >
      <div className={styles.sheet}>
        <PaletteButton
          onOpen={() => {
            close();
            onPalette();
          }}
        />
        <nav aria-label={t('frame.nav.label')}>
          <MainNav current={page} waiting={waiting} permissions={me.permissions} onGo={close} />
        </nav>
        <Suspense>
          <PersonPanel me={me} onLeave={leave} onHelp={onHelp} onClose={close} />
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

/** The frame around every page: mode, trouble, navigation, person and what waits. */
export function Frame() {
  const { t } = useTranslation();
  useLive();
  const cut = useOffline();
  const { data: me } = useSuspenseQuery(meOptions);
  const { data: counters, error: unread } = useQuery(countersOptions);
  const { shortcuts } = usePreferences();
  const page = pageName(useLocation().pathname);
  const decides = me.permissions.includes('operations.decide');
  const waiting = counters === undefined ? 0 : waitingCount(counters, decides);
  const noUseFor = useDisabledShortcuts();
  const { helpOpened, setHelpOpened } = useFrameKeys(shortcuts, noUseFor);
  const palette = usePalette();
  const main = useFocusOnNewPage(page, palette.opened || helpOpened);
  useLoadAhead(loadPersonPanel, LOAD_AHEAD_MS);
  useTabTitle(me, page);
  useWaitingIcon(waiting > 0);
  useResumedPush(me.staff.id, decides);
  const nav: NavProps = {
    ...{ me, page, waiting },
    onPalette: palette.open,
    onHelp: () => setHelpOpened(true),
  };
  const trouble = { cut, faulty: isServerFault(unread), counters };
  return (
    <div className={styles.frame} data-trouble={hasTrouble(trouble) ? '' : undefined}>
      <a className={styles.skip} href="#main">
        {t('frame.skip')}
      </a>
      {page === 'payments' ? (
        <a className={styles.skip} href="#main" onClick={focusFirstRow}>
          {t('list.toRows')}
        </a>
      ) : null}
      <div className={styles.app}>
        <SideNav {...nav} />
        <div className={styles.column}>
          <header className={styles.top}>
            <ModeBar mode={me.mode} shopName={me.shopName} cut={cut !== null} start>
              <TroublePlates {...trouble} />
            </ModeBar>
          </header>
          <main className={styles.main} id="main" tabIndex={-1} ref={main}>
            <FrameSlotsContext value={{ phoneMenu: <PhoneNav {...nav} /> }}>
              <Outlet />
            </FrameSlotsContext>
          </main>
        </div>
      </div>
      <FrameBars counters={counters} mayLose={me.mayLose} />
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
