import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttentionSettings } from '../../../client/attention/attention-settings.tsx';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { FakeNotification, fakeCalls, sounds, takeCallsAway } from './fake-calls.ts';
import { ko } from '../../support/words.ts';

testDesk();

let kept: { approvalNotice: boolean; approvalSound: boolean };

beforeEach(() => {
  kept = { approvalNotice: false, approvalSound: false };
  fakeCalls();
});
afterEach(takeCallsAway);

function Harness({ failed = false }: { failed?: boolean }) {
  const [chosen, setChosen] = useState(kept);
  return (
    <AttentionSettings
      chosen={chosen}
      failed={failed}
      shopName="모퉁이 상점"
      onChange={(change) => {
        kept = { ...chosen, ...change };
        setChosen(kept);
      }}
    />
  );
}

const group = (name: string) => within(screen.getByRole('radiogroup', { name }));
const choose = (name: string, option: '켬' | '끔') =>
  userEvent.click(group(name).getByRole('radio', { name: option }));
const isOn = (name: string) =>
  group(name).getByRole<HTMLInputElement>('radio', { name: ko('attention.on') }).checked;

describe('notifications', () => {
  it('are off by default, and permission is requested only when they are turned on', () => {
    renderScreen(<Harness />);
    expect(isOn(ko('attention.notice.label'))).toBe(false);
    expect(FakeNotification.asked).toBe(0);
    expect(screen.queryByText(/막고 있어요|허용하지/)).toBeNull();
  });

  it('request permission on a press, show one at once, and are stored', async () => {
    renderScreen(<Harness />);
    await choose(ko('attention.notice.label'), ko('attention.on'));
    await waitFor(() => expect(kept.approvalNotice).toBe(true));
    expect(FakeNotification.asked).toBe(1);
    expect(FakeNotification.shown.map(({ title, options }) => [title, options.body])).toEqual([
      ['모퉁이 상점', ko('attention.notice.proof')],
    ]);
    expect(document.querySelector('[data-announcer]')?.textContent).toBe(
      ko('attention.notice.allowed'),
    );
    await choose(ko('attention.notice.label'), ko('attention.off'));
    expect(kept.approvalNotice).toBe(false);
    expect(FakeNotification.asked).toBe(1);
  });

  it('stay off where the browser denies permission, and say where to change that', async () => {
    FakeNotification.answer = 'denied';
    renderScreen(<Harness />);
    await choose(ko('attention.notice.label'), ko('attention.on'));
    const title = await screen.findByText(ko('attention.notice.denied.title'));
    expect(title.closest('[role="status"]')).not.toBeNull();
    expect(screen.getByText(/사이트 설정에서 ‘알림’을 ‘허용’으로/)).toBeDefined();
    expect(kept.approvalNotice).toBe(false);
    expect(isOn(ko('attention.notice.label'))).toBe(false);
  });

  it('request permission again on a press where the person had left it unanswered', async () => {
    FakeNotification.answer = 'default';
    renderScreen(<Harness />);
    await choose(ko('attention.notice.label'), ko('attention.on'));
    await screen.findByText(ko('attention.notice.dismissed.title'));
    expect(isOn(ko('attention.notice.label'))).toBe(false);
    FakeNotification.answer = 'granted';
    await userEvent.click(
      screen.getByRole('button', { name: ko('attention.notice.dismissed.action') }),
    );
    await waitFor(() => expect(kept.approvalNotice).toBe(true));
    expect(FakeNotification.asked).toBe(2);
  });

  it('follow a change of the browser’s permission', async () => {
    FakeNotification.permission = 'denied';
    kept.approvalNotice = true;
    renderScreen(<Harness />);
    await screen.findByText(ko('attention.notice.denied.title'));
    FakeNotification.permission = 'granted';
    act(() => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(screen.queryByText(ko('attention.notice.denied.title'))).toBeNull();
  });

  it('turned on in another browser are allowed here by another press', async () => {
    kept.approvalNotice = true;
    renderScreen(<Harness />);
    expect(FakeNotification.asked).toBe(0);
    await userEvent.click(screen.getByRole('button', { name: ko('attention.notice.ask.action') }));
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: ko('attention.notice.ask.action') })).toBeNull(),
    );
    expect(FakeNotification.shown).toHaveLength(1);
  });

  it('say so where the browser has the API and can show none', async () => {
    FakeNotification.throws = true;
    renderScreen(<Harness />);
    await choose(ko('attention.notice.label'), ko('attention.on'));
    await screen.findByText(ko('attention.notice.unsupported.title'));
    expect(kept.approvalNotice).toBe(false);
  });

  it('and sounds say that they are unavailable where no tab can lead', () => {
    Reflect.deleteProperty(navigator, 'locks');
    renderScreen(<Harness />);
    expect(screen.getByText(/https 주소로 연/)).toBeDefined();
    expect(screen.queryByRole('radio')).toBeNull();
  });

  it('say that the desk did not store the choice', () => {
    renderScreen(<Harness failed />);
    expect(screen.getByText(/창구에 저장하지 못했어요/)).toBeDefined();
  });
});

describe('the sound', () => {
  it('plays when it is turned on, and on a press', async () => {
    renderScreen(<Harness />);
    await choose(ko('attention.sound.label'), ko('attention.on'));
    await screen.findByText(ko('attention.sound.played'));
    expect(kept.approvalSound).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: ko('attention.sound.try') }));
    await waitFor(() => expect(sounds.played).toBe(2));
    await choose(ko('attention.sound.label'), ko('attention.off'));
    expect(sounds.played).toBe(2);
  });

  it('blocked by the browser shows what to do', async () => {
    sounds.blocked = true;
    renderScreen(<Harness />);
    await userEvent.click(screen.getByRole('button', { name: ko('attention.sound.try') }));
    const told = await screen.findByText(/브라우저가 소리를 막았어요/);
    expect(told.getAttribute('role')).toBe('status');
    expect(sounds.played).toBe(0);
  });
});
