import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttentionSettings } from '../../../client/attention/attention-settings.tsx';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { FakeNotification, fakeCalls, sounds, takeCallsAway } from './fake-calls.ts';

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
  group(name).getByRole<HTMLInputElement>('radio', { name: '켬' }).checked;

describe('notifications', () => {
  it('are off and ask the browser for nothing until somebody wants them', () => {
    renderScreen(<Harness />);
    expect(isOn('브라우저 알림')).toBe(false);
    expect(FakeNotification.asked).toBe(0);
    expect(screen.queryByText(/막고 있어요|허용하지/)).toBeNull();
  });

  it('are asked for by the press, show one at once, and are kept', async () => {
    renderScreen(<Harness />);
    await choose('브라우저 알림', '켬');
    await waitFor(() => expect(kept.approvalNotice).toBe(true));
    expect(FakeNotification.asked).toBe(1);
    expect(FakeNotification.shown.map(({ title, options }) => [title, options.body])).toEqual([
      ['모퉁이 상점', '이렇게 알려 드릴게요.'],
    ]);
    expect(document.querySelector('[data-announcer]')?.textContent).toBe(
      '이 브라우저에서 알림을 허용했어요.',
    );
    await choose('브라우저 알림', '끔');
    expect(kept.approvalNotice).toBe(false);
    expect(FakeNotification.asked).toBe(1);
  });

  it('stay off where the browser denies them, and say where that is changed', async () => {
    FakeNotification.answer = 'denied';
    renderScreen(<Harness />);
    await choose('브라우저 알림', '켬');
    const title = await screen.findByText('이 브라우저가 창구의 알림을 막고 있어요');
    expect(title.closest('[role="status"]')).not.toBeNull();
    expect(screen.getByText(/사이트 설정에서 ‘알림’을 ‘허용’으로/)).toBeDefined();
    expect(kept.approvalNotice).toBe(false);
    expect(isOn('브라우저 알림')).toBe(false);
  });

  it('that the person left unanswered are asked for again at a press', async () => {
    FakeNotification.answer = 'default';
    renderScreen(<Harness />);
    await choose('브라우저 알림', '켬');
    await screen.findByText('브라우저가 아직 허용하지 않았어요');
    expect(isOn('브라우저 알림')).toBe(false);
    FakeNotification.answer = 'granted';
    await userEvent.click(screen.getByRole('button', { name: '다시 묻기' }));
    await waitFor(() => expect(kept.approvalNotice).toBe(true));
    expect(FakeNotification.asked).toBe(2);
  });

  it('follow what somebody changes in the browser meanwhile', async () => {
    FakeNotification.permission = 'denied';
    kept.approvalNotice = true;
    renderScreen(<Harness />);
    await screen.findByText('이 브라우저가 창구의 알림을 막고 있어요');
    FakeNotification.permission = 'granted';
    act(() => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(screen.queryByText('이 브라우저가 창구의 알림을 막고 있어요')).toBeNull();
  });

  it('that were chosen elsewhere are allowed here by a press of their own', async () => {
    kept.approvalNotice = true;
    renderScreen(<Harness />);
    expect(FakeNotification.asked).toBe(0);
    await userEvent.click(screen.getByRole('button', { name: '이 브라우저에서 허용하기' }));
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: '이 브라우저에서 허용하기' })).toBeNull(),
    );
    expect(FakeNotification.shown).toHaveLength(1);
  });

  it('say so where the browser has the name and can show none', async () => {
    FakeNotification.throws = true;
    renderScreen(<Harness />);
    await choose('브라우저 알림', '켬');
    await screen.findByText('이 브라우저에서는 알림을 쓸 수 없어요');
    expect(kept.approvalNotice).toBe(false);
  });

  it('and sounds are told to be out of reach where no tab can call for all', () => {
    Reflect.deleteProperty(navigator, 'locks');
    renderScreen(<Harness />);
    expect(screen.getByText(/https 주소로 연/)).toBeDefined();
    expect(screen.queryByRole('radio')).toBeNull();
  });

  it('say that the desk did not keep the choice', () => {
    renderScreen(<Harness failed />);
    expect(screen.getByText(/창구에 저장하지 못했어요/)).toBeDefined();
  });
});

describe('the sound', () => {
  it('is heard when it is turned on, and at a press', async () => {
    renderScreen(<Harness />);
    await choose('소리', '켬');
    await screen.findByText(/^소리를 냈어요/);
    expect(kept.approvalSound).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: '소리 들어보기' }));
    await waitFor(() => expect(sounds.played).toBe(2));
    await choose('소리', '끔');
    expect(sounds.played).toBe(2);
  });

  it('that a browser blocks is told with what to do', async () => {
    sounds.blocked = true;
    renderScreen(<Harness />);
    await userEvent.click(screen.getByRole('button', { name: '소리 들어보기' }));
    const told = await screen.findByText(/브라우저가 소리를 막았어요/);
    expect(told.getAttribute('role')).toBe('status');
    expect(sounds.played).toBe(0);
  });
});
