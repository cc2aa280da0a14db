import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { i18n } from '../../../client/copy/i18n.ts';
import { FrameBars } from '../../../client/pages/frame-bars.tsx';
import { WaitingBadge } from '../../../client/pages/waiting-badge.tsx';
import { waitingCount } from '../../../client/payments/counters.ts';
import { quietCounters } from '../support/fixtures.ts';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

testDesk();

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const unclear = (count: number, minutes: number) => ({
  unclear: { count, oldestSentAt: minutesAgo(minutes) },
});
const announcer = () => document.querySelector('[data-announcer]')?.textContent ?? '';

describe('the counter of the work list, in the header', () => {
  it('counts everything that waits for a person and leads there', () => {
    const counters = quietCounters({
      approved: { count: 1, nextExpiresAt: null },
      unclear: { count: 2, oldestSentAt: null },
      proposed: { count: 3, amount: 1 },
      needsPerson: { count: 4 },
      givenUp: { count: 5 },
      drift: { count: 6 },
      bulkProposed: { count: 7 },
    });
    expect(waitingCount(counters)).toBe(28);
    renderScreen(<WaitingBadge counters={counters} />);
    const badge = screen.getByRole('link', { name: '할 일 28건 보기' });
    expect(badge.getAttribute('href')).toBe('/review');
    expect(badge.textContent).toBe('할 일28');
  });

  it('is absent while nothing waits', () => {
    renderScreen(<WaitingBadge counters={quietCounters()} />);
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('says in words, not by colour alone, that an outcome has been unclear for long', () => {
    renderScreen(<WaitingBadge counters={quietCounters(unclear(1, 40))} />);
    expect(screen.getByRole('link', { name: /오래 확인 중인 처리가 있어요/ })).toBeDefined();
  });
});

describe('an outcome that has been unclear for long', () => {
  it('has a bar with its age, a warning not to press again, and a link; announced once', async () => {
    const view = renderScreen(<FrameBars counters={quietCounters(unclear(1, 40))} cut={null} />);
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
    renderScreen(<FrameBars counters={quietCounters(unclear(3, 130))} cut={null} />);
    const bar = screen.getByRole('region', { name: ko('frame.unclear.label') });
    expect(bar.textContent).toMatch(/^3건의 처리 결과를 .* 가장 오래된 것은 2시간째예요/);
  });

  it.each([
    ['younger than half an hour', unclear(1, 29)],
    ['never sent', { unclear: { count: 1, oldestSentAt: null } }],
    ['none', {}],
  ])('has no bar when it is %s', (_why, part) => {
    renderScreen(<FrameBars counters={quietCounters(part)} cut={null} />);
    expect(screen.queryByRole('region')).toBeNull();
  });
});

describe('a damaged data file', () => {
  it('is reported, with what is stopped and whom to call', async () => {
    renderScreen(<FrameBars counters={quietCounters({ dataFile: 'damaged' })} cut={null} />);
    const bar = screen.getByRole('region', { name: i18n.t('frame.damaged.label') });
    expect(bar.textContent).toContain(i18n.t('frame.damaged.body'));
    await waitFor(() => expect(announcer()).toContain(i18n.t('frame.damaged.title')));
  });

  it('is not reported while the file is still being checked', () => {
    renderScreen(<FrameBars counters={quietCounters({ dataFile: 'checking' })} cut={null} />);
    expect(screen.queryByRole('region')).toBeNull();
  });
});

describe('a restored backup', () =>
  it('shows since when, how much is left, and what can’t be sent meanwhile', async () => {
    const restored = { at: '2026-11-24T05:03:00.000Z', left: 12 };
    renderScreen(<FrameBars counters={quietCounters({ restored })} cut={null} />);
    const bar = screen.getByRole('region', { name: ko('frame.restored.label') });
    expect(bar.textContent).toContain(ko('frame.restored.title'));
    expect(bar.textContent).toMatch(/11월 24일 \(화\) 14:03부터 .*남은 결제 12건/);
    expect(bar.textContent).toContain('환불·취소·승인을 보낼 수 없어요');
    await waitFor(() => expect(announcer()).toContain(ko('frame.restored.title')));
  }));

describe('a lost connection', () =>
  it.each([
    ['internet', ko('frame.offline.internet')],
    ['desk', ko('frame.offline.desk')],
  ] as const)('is reported for the %s, with what can’t be done meanwhile', async (cut, words) => {
    renderScreen(<FrameBars counters={undefined} cut={cut} />);
    const bar = screen.getByRole('region', { name: ko('frame.offline.label') });
    expect(bar.textContent).toContain(words);
    expect(bar.textContent).toContain('그동안 환불은 할 수 없어요');
    await waitFor(() => expect(announcer()).toBe(words));
  }));
