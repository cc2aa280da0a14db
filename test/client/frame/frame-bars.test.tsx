import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { i18n } from '../../../client/copy/i18n.ts';
import { FrameBars } from '../../../client/pages/frame-bars.tsx';
import { TroublePlates } from '../../../client/pages/trouble-plates.tsx';
import { waitingCount } from '../../../client/payments/counters.ts';
import { quietCounters } from '../support/fixtures.ts';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

testDesk();

/** The bars of a desk whose database loses nothing. */
const bars = (part: Parameters<typeof quietCounters>[0]) => (
  <FrameBars counters={quietCounters(part)} mayLose={[]} />
);

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const unclear = (count: number, minutes: number) => ({
  unclear: { count, oldestSentAt: minutesAgo(minutes) },
});
const announcer = () => document.querySelector('[data-announcer]')?.textContent ?? '';

describe('what waits', () =>
  it('is everything that waits for a person', () => {
    const counters = quietCounters({
      approved: { count: 1, nextExpiresAt: null },
      unclear: { count: 2, oldestSentAt: null },
      proposed: { count: 3, amount: 1 },
      needsPerson: { count: 4 },
      givenUp: { count: 5 },
      drift: { count: 6 },
      bulkProposed: { count: 7 },
      bankTransfersWaiting: { count: 8 },
      bankTransfersOver: { count: 9 },
      bulkAtLimit: { count: 10 },
    });
    expect(waitingCount(counters, true)).toBe(55);
    // Bank transfers are shown only to who decides.
    expect(waitingCount(counters, false)).toBe(47);
  }));

describe('an outcome that has been unclear for long', () => {
  it('has a bar with its age, a warning not to press again, and a link; announced once', async () => {
    const view = renderScreen(bars(unclear(1, 40)));
    const bar = screen.getByRole('region', { name: ko('frame.unclear.label') });
    const words = ko('frame.unclear.one', { age: '40분째' });
    expect(bar.textContent).toContain(words);
    expect(
      within(bar)
        .getByRole('link', { name: ko('frame.unclear.see') })
        .getAttribute('href'),
    ).toBe('/review?kind=unclear');
    await waitFor(() => expect(announcer()).toBe(words));
    expect(within(bar).queryByRole('status')).toBeNull();
    expect(within(bar).queryByRole('alert')).toBeNull();
    view.unmount();
  });

  it('shows the age of the oldest when there are several', () => {
    renderScreen(bars(unclear(3, 130)));
    const bar = screen.getByRole('region', { name: ko('frame.unclear.label') });
    expect(bar.textContent).toMatch(/^3건의 결과를 .* 가장 오래된 것은 2시간째예요/);
  });

  it.each([
    ['younger than half an hour', unclear(1, 29)],
    ['never sent', { unclear: { count: 1, oldestSentAt: null } }],
    ['none', {}],
  ])('has no bar when it is %s', (_why, part) => {
    renderScreen(bars(part));
    expect(screen.queryByRole('region')).toBeNull();
  });
});

describe('a damaged data file', () => {
  it('is reported, with what is stopped and whom to call', async () => {
    renderScreen(bars({ dataFile: 'damaged' }));
    const bar = screen.getByRole('region', { name: i18n.t('frame.damaged.label') });
    expect(bar.textContent).toContain(i18n.t('frame.damaged.body'));
    await waitFor(() => expect(announcer()).toContain(i18n.t('frame.damaged.title')));
  });

  it('is not reported while the file is still being checked', () => {
    renderScreen(bars({ dataFile: 'checking' }));
    expect(screen.queryByRole('region')).toBeNull();
  });
});

describe('a database that may lose what it has confirmed', () => {
  const mayLose = ['synchronous_standby_names', 'fsync'];

  it('is told with what may happen, whom to call and the settings; announced once', async () => {
    renderScreen(<FrameBars counters={quietCounters()} mayLose={mayLose} />);
    const bar = screen.getByRole('region', { name: ko('frame.mayLose.label') });
    expect(bar.textContent).toContain(ko('frame.mayLose.title'));
    expect(bar.textContent).toContain(ko('frame.mayLose.body'));
    expect(bar.textContent).toContain('synchronous_standby_names, fsync');
    await waitFor(() => expect(announcer()).toContain(ko('frame.mayLose.title')));
  });

  it('is told while nothing else is known yet', () => {
    renderScreen(<FrameBars counters={undefined} mayLose={mayLose} />);
    expect(screen.getByRole('region', { name: ko('frame.mayLose.label') })).toBeTruthy();
  });
});

describe('a restored backup', () =>
  it('shows since when, how much is left, and what can’t be sent meanwhile', async () => {
    const restored = { at: '2026-11-24T05:03:00.000Z', left: 12 };
    renderScreen(bars({ restored }));
    const bar = screen.getByRole('region', { name: ko('frame.restored.label') });
    expect(bar.textContent).toContain(ko('frame.restored.title'));
    expect(bar.textContent).toMatch(/11월 24일 \(화\) 14:03부터 .*남은 결제 12건/);
    expect(bar.textContent).toContain('확인이 끝난 결제부터 환불·취소·승인할 수 있어요');
    await waitFor(() => expect(announcer()).toContain(ko('frame.restored.title')));
  }));

describe('a lost connection', () =>
  it.each(['internet', 'desk'] as const)(
    'is reported for the %s, with when the page is from',
    async (cut) => {
      renderScreen(<TroublePlates cut={cut} faulty={false} counters={undefined} />);
      const plate = screen.getByRole('region', { name: ko('frame.offline.label') });
      expect(plate.textContent).toContain(ko(`frame.offline.${cut}`));
      const clock = /\d{2}:\d{2}/.exec(plate.textContent)?.[0] ?? '';
      expect(plate.textContent).toContain(ko('frame.offline.body', { clock }));
      await waitFor(() => expect(announcer()).toContain(ko(`frame.offline.${cut}`)));
    },
  ));

describe('a fault of the desk', () =>
  it('is told apart from the internet of the person', async () => {
    renderScreen(<TroublePlates cut={null} faulty counters={quietCounters()} />);
    const plate = screen.getByRole('region', { name: ko('frame.fault.title') });
    expect(plate.textContent).toContain(ko('frame.fault.body'));
    await waitFor(() => expect(announcer()).toContain(ko('frame.fault.title')));
  }));

describe('a silent Toss', () => {
  const since = '2026-11-24T06:32:00.000Z';
  const silent = (cause: 'toss' | 'own-line', count: number) =>
    quietCounters({
      tossSilence: { since, cause },
      unclear: { count, oldestSentAt: null },
    });

  it('is told with since when, and on a press what works and what goes on by itself', async () => {
    renderScreen(<TroublePlates cut={null} faulty={false} counters={silent('toss', 2)} />);
    const plate = screen.getByRole('button', { name: new RegExp(ko('frame.silence.toss.short')) });
    expect(plate.textContent).toContain(ko('frame.silence.since', { clock: '15:32' }));
    const title = ko('frame.silence.toss.long', { clock: '15:32' });
    await waitFor(() => expect(announcer()).toBe(title));
    await userEvent.click(plate);
    const told = screen.getByRole('dialog', { name: title });
    expect(told.textContent).toContain(ko('frame.silence.worksWhat'));
    expect(told.textContent).toContain(ko('frame.silence.stopsWhat'));
    expect(told.textContent).toContain(ko('frame.silence.aloneWhat', { count: 2 }));
    expect(told.textContent).not.toContain(ko('frame.silence.help'));
  });

  it("names the desk's own line where that is the cause, and who helps", async () => {
    renderScreen(<TroublePlates cut={null} faulty={false} counters={silent('own-line', 0)} />);
    await userEvent.click(screen.getByRole('button'));
    const told = screen.getByRole('dialog');
    expect(told.textContent).toContain(ko('frame.silence.own-line.long', { clock: '15:32' }));
    expect(told.textContent).toContain(ko('frame.silence.help'));
    expect(told.textContent).not.toContain(ko('frame.silence.alone'));
  });

  it('is not told while the desk itself can not be reached', () => {
    renderScreen(<TroublePlates cut="desk" faulty counters={silent('toss', 0)} />);
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getAllByRole('region')).toHaveLength(1);
  });

  it('is not there while all is well', () => {
    const { container } = renderScreen(
      <TroublePlates cut={null} faulty={false} counters={quietCounters()} />,
    );
    expect(container.querySelector('section, button')).toBeNull();
  });
});
