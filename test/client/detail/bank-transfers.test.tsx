import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import {
  transferBody,
  transferFaults,
  type TransferDraft,
} from '../../../client/payments/bank-transfer-draft.ts';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import type { BankTransfer, BankTransferOffer, PaymentDetail } from '../../../shared/api.ts';
import type { Payment } from '../../../shared/payment.ts';
import { detailOf, payToken, singlePayment } from '../support/fixtures.ts';
import { problem } from '../support/render-dialog.tsx';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const url = `/api/payments/${payToken}`;

const offer: BankTransferOffer = {
  ...{ allowed: true, reason: null, ground: 'buyer-left' },
  ...{ leftWon: 10_000, recordedWon: 0, overWon: 0, refundUnsettled: false },
  overAcknowledged: null,
};

function transfer(part: Partial<BankTransfer> = {}): BankTransfer {
  return {
    ...{ id: '3f0f2c1a-6f5e-4a57-9d0e-0000000000aa', amount: 4000, parts: null },
    ...{ paidOn: '2026-11-24', bank: '국민은행', accountEnd: '4821', reference: '이체 77' },
    ...{ note: null, ground: 'buyer-left', state: 'counted', sole: false },
    ...{ recordedAt: '2026-11-24T05:00:00.000Z', recordedBy: { id: 's2', name: '박서준' } },
    ...{ confirmed: null, takeBackAsked: null, takenBack: null, ...part },
  };
}

function show(part: Partial<PaymentDetail>, facts: Partial<Payment> = {}) {
  const payment = singlePayment({ observedAt: new Date().toISOString(), ...facts });
  desk.use(http.get(url, () => answer(detailOf(payment, part))));
  return renderScreen(
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={() => null}
    />,
  );
}

const button = (key: 'record' | 'confirm' | 'takeBack' | 'takeBackAsk' | 'takeBackComplete') => ({
  name: ko(`detail.transfer.${key}`),
});

describe('where a transfer may be recorded', () => {
  it('shows nothing of it while Toss can refund', async () => {
    show({});
    await screen.findByRole('table', { name: ko('detail.amounts.title') });
    expect(screen.queryByText(ko('detail.transfer.title'))).toBeNull();
  });

  it('says why Toss can not, and offers the form to managers alone', async () => {
    const first = show({ bankTransferOffer: offer });
    await screen.findByText(ko('detail.transfer.ground.buyer-left'));
    expect(screen.getByRole('button', button('record'))).toBeDefined();
    first.unmount();
    show({ bankTransferOffer: { ...offer, allowed: false, reason: 'not-permitted' } });
    await screen.findByText(ko('detail.transfer.askManager'));
    expect(screen.queryByRole('button', button('record'))).toBeNull();
  });
});

describe('a record', () => {
  it('that waits is approved by somebody else only', async () => {
    let pressed = 0;
    const waiting = transfer({ state: 'waiting' });
    desk.use(
      http.post('/api/bank-transfers/:id/confirm', () => {
        pressed += 1;
        return answer(detailOf(singlePayment(), { bankTransfers: [transfer()] }));
      }),
    );
    const own = show({
      bankTransferOffer: offer,
      bankTransfers: [{ ...waiting, recordedBy: { id: 's1', name: '나' } }],
    });
    await screen.findByText(ko('detail.transfer.state.waiting'));
    expect(screen.queryByRole('button', button('confirm'))).toBeNull();
    own.unmount();
    show({ bankTransferOffer: offer, bankTransfers: [waiting] });
    await userEvent.click(await screen.findByRole('button', button('confirm')));
    await waitFor(() => expect(pressed).toBe(1));
    await waitFor(() => expect(screen.queryByText(ko('detail.transfer.state.waiting'))).toBeNull());
  });

  it('that no longer fits says before and after by how much more was given back', async () => {
    const over = { ...offer, leftWon: 0, overWon: 1 };
    const payment = { refunded: 6001, remaining: 3999 };
    const counted = detailOf(singlePayment({ ...payment, transferred: 4000 }), {
      bankTransferOffer: over,
      bankTransfers: [transfer()],
    });
    desk.use(http.post('/api/bank-transfers/:id/confirm', () => answer(counted)));
    const part = { bankTransferOffer: offer, bankTransfers: [transfer({ state: 'waiting' })] };
    show(part, payment);
    await screen.findByText(ko('detail.transfer.confirmOver', { amount: '1원' }));
    await userEvent.click(screen.getByRole('button', button('confirm')));
    await screen.findByText(ko('detail.transfer.over.title', { amount: '1원' }));
    screen.getByText(ko('detail.transfer.over.body', { amount: '1원' }));
  });

  it('that left too much given back is acknowledged by a manager, with a note', async () => {
    const person = userEvent.setup();
    const note = '둘 다 맞음, 1원 돌려받기로 함';
    const over = { ...offer, leftWon: 0, overWon: 1 };
    const payment = singlePayment({ refunded: 6001, remaining: 3999, transferred: 4000 });
    const bodies: unknown[] = [];
    const overAcknowledged = { staff: { id: 's1', name: '나' }, at: '', note };
    desk.use(
      http.post(`${url}/over-given/acknowledge`, async ({ request }) => {
        bodies.push(await request.json());
        const bankTransferOffer = { ...over, overAcknowledged };
        return answer(detailOf(payment, { bankTransferOffer, bankTransfers: [transfer()] }));
      }),
    );
    const open = { name: ko('detail.drift.acknowledge.open') };
    const viewer = show(
      {
        bankTransferOffer: { ...over, allowed: false, reason: 'not-permitted' },
        bankTransfers: [transfer()],
      },
      payment,
    );
    await screen.findByText(ko('detail.transfer.over.title', { amount: '1원' }));
    expect(screen.queryByRole('button', open)).toBeNull();
    viewer.unmount();
    show({ bankTransferOffer: over, bankTransfers: [transfer()] }, payment);
    await person.click(await screen.findByRole('button', open));
    await person.type(screen.getByLabelText(ko('detail.drift.acknowledge.label')), note);
    await person.click(screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }));
    await screen.findByText(ko('detail.transfer.over.seen', { name: '나', note }));
    expect(bodies).toEqual([{ overWon: 1, changedAt: payment.changedAt, note }]);
    expect(screen.queryByRole('button', open)).toBeNull();
  });

  it('that a second person confirmed is taken back by two', async () => {
    const confirmed = { staff: { id: 's3', name: '이하늘' }, at: '', note: null };
    const why = '금액을 잘못 적음';
    const lapsesAt = '2099-01-01T00:00:00.000Z';
    const askedBy = (id: string, name: string, part: object = {}) => ({
      ...{ staff: { id, name }, at: '', note: why, lapsesAt, sole: false, ...part },
    });
    const one = transfer({ confirmed });
    const shown = (record: BankTransfer) => {
      const bankTransferOffer = { ...offer, recordedWon: 4000 };
      return show({ bankTransferOffer, bankTransfers: [record] });
    };
    const bodies: unknown[] = [];
    const after = transfer({ confirmed, takeBackAsked: askedBy('s1', '나') });
    desk.use(
      http.post('/api/bank-transfers/:id/take-back', async ({ request }) => {
        bodies.push(await request.json());
        desk.use(
          http.get(url, () => answer(detailOf(singlePayment(), { bankTransfers: [after] }))),
        );
        return answer(detailOf(singlePayment(), { bankTransfers: [after] }));
      }),
    );
    const first = shown(one);
    await userEvent.click(await screen.findByRole('button', button('takeBackAsk')));
    screen.getByText(ko('detail.transfer.takeBackAskHelp'));
    await userEvent.type(screen.getByLabelText(ko('detail.transfer.takeBackWhy')), why);
    await userEvent.click(screen.getByRole('button', button('takeBackAsk')));
    await screen.findByText(ko('detail.transfer.state.takeBackAsked', { name: '나', note: why }));
    expect(bodies).toEqual([{ reason: why }]);
    expect(screen.queryByRole('button', button('takeBackComplete'))).toBeNull();
    first.unmount();
    const other = shown({ ...one, takeBackAsked: askedBy('s2', '박서준') });
    await userEvent.click(await screen.findByRole('button', button('takeBackComplete')));
    await userEvent.type(screen.getByLabelText(ko('detail.transfer.takeBackWhy')), why);
    await userEvent.click(screen.getByRole('button', button('takeBackComplete')));
    await waitFor(() => expect(bodies[1]).toEqual({ reason: why, seenAsked: 's2' }));
    other.unmount();
    const past = '2020-01-01T00:00:00.000Z';
    shown({ ...one, takeBackAsked: askedBy('s2', '박서준', { lapsesAt: past }) });
    await screen.findByRole('button', button('takeBackAsk'));
    expect(screen.queryByText(/기록 취소 요청 · /)).toBeNull();
  });

  it('is taken back as the form said when it was opened', async () => {
    const person = userEvent.setup();
    const confirmed = { staff: { id: 's3', name: '이하늘' }, at: '', note: null };
    const why = '금액을 잘못 적음';
    const ask = { staff: { id: 's2', name: '박서준' }, at: '', note: why, sole: false };
    const asked = transfer({
      ...{ confirmed, takeBackAsked: { ...ask, lapsesAt: '2099-01-01T00:00:00.000Z' } },
    });
    const bodies: unknown[] = [];
    desk.use(
      http.post('/api/bank-transfers/:id/take-back', async ({ request }) => {
        bodies.push(await request.json());
        if (bodies.length > 1) return answer(detailOf(singlePayment(), {}));
        desk.use(
          http.get(url, () => answer(detailOf(singlePayment(), { bankTransfers: [asked] }))),
        );
        return problem('stale-view', 409);
      }),
    );
    show({ bankTransferOffer: offer, bankTransfers: [transfer({ confirmed })] });
    await person.click(await screen.findByRole('button', button('takeBackAsk')));
    await person.type(screen.getByLabelText(ko('detail.transfer.takeBackWhy')), why);
    await person.click(screen.getByRole('button', button('takeBackAsk')));
    await screen.findByText(ko('detail.transfer.askMoved'));
    const complete = await screen.findByRole('button', button('takeBackComplete'));
    await person.click(complete);
    expect(bodies).toEqual([{ reason: why }]);
    await person.click(screen.getByRole('button', { name: ko('detail.transfer.movedSeen') }));
    await person.click(complete);
    await waitFor(() => expect(bodies[1]).toEqual({ reason: why, seenAsked: 's2' }));
  });

  it('that was taken back stays, says by whom and why, and has no buttons', async () => {
    const takenBack = { staff: { id: 's2', name: '박서준' }, at: '', note: '금액을 잘못 적음' };
    show({
      bankTransferOffer: { ...offer, recordedWon: 0 },
      bankTransfers: [transfer({ state: 'taken-back', takenBack })],
    });
    const list = await screen.findByRole('list', { name: ko('detail.transfer.title') });
    const words = { name: '박서준', note: '금액을 잘못 적음' };
    expect(within(list).getByText(ko('detail.transfer.state.takenBack', words))).toBeDefined();
    expect(within(list).queryAllByRole('button')).toEqual([]);
  });
});

describe('the form', () => {
  const days = { first: '2026-11-20', last: '2026-11-25' };
  const draft: TransferDraft = {
    ...{ amountWon: 4000, paidOn: '2026-11-24', bank: ' 국민은행 ', accountEnd: '4821' },
    ...{ reference: '이체 77', note: '  ', ticked: false },
  };

  it.each([
    ['amountWon', { amountWon: null }],
    ['amountWon', { amountWon: 10_001 }],
    ['paidOn', { paidOn: '2026-11-26' }],
    ['paidOn', { paidOn: '' }],
    ['bank', { bank: '국민 110-123' }],
    ['accountEnd', { accountEnd: '12345' }],
    ['reference', { reference: ' ' }],
  ] as const)('finds %s wrong in %o', (field, wrong) => {
    expect(transferFaults({ ...draft, ...wrong }, offer, days)).toEqual([field]);
  });

  it('wants a tick before a second one, and beside an open refund', () => {
    expect(transferFaults(draft, offer, days)).toEqual([]);
    const again = { ...offer, recordedWon: 1000 };
    expect(transferFaults(draft, again, days)).toEqual(['ticked']);
    expect(transferFaults(draft, { ...offer, refundUnsettled: true }, days)).toEqual(['ticked']);
    expect(transferFaults({ ...draft, ticked: true }, again, days)).toEqual([]);
  });

  it('sends what it showed, and no empty note', () => {
    expect(transferBody(draft, { ...offer, recordedWon: 1000 }, { refunded: 500 })).toEqual({
      ...{ amount: 4000, paidOn: '2026-11-24', bank: '국민은행', accountEnd: '4821' },
      ...{ reference: '이체 77', seenRefunded: 500, seenRecorded: 1000, seenUnsettled: false },
    });
  });

  it('keeps what was typed over a reload, but asks for the tick again', async () => {
    const fields = async () => {
      await userEvent.click(await screen.findByRole('button', button('record')));
      const dialog = within(await screen.findByRole('dialog'));
      return {
        bank: dialog.getByRole('textbox', { name: ko('detail.transfer.bank') }),
        tick: dialog.getByRole('checkbox', { name: ko('detail.transfer.caution.tick') }),
      };
    };
    const part = { bankTransferOffer: { ...offer, recordedWon: 1000 } };
    const before = show(part);
    const typed = await fields();
    await userEvent.type(typed.bank, '국민은행');
    await userEvent.click(typed.tick);
    before.unmount();
    show(part);
    const kept = await fields();
    expect(kept.bank).toHaveProperty('value', '국민은행');
    expect(kept.tick).toHaveProperty('checked', false);
  });

  it('records nothing on a view that changed, until somebody has looked', async () => {
    let sent = 0;
    desk.use(
      http.put(`${url}/bank-transfers/:id`, () => {
        sent += 1;
        return problem('stale-view', 409);
      }),
    );
    show({ bankTransferOffer: offer });
    await userEvent.click(await screen.findByRole('button', button('record')));
    const dialog = await screen.findByRole('dialog');
    const type = (key: 'bank' | 'accountEnd' | 'reference', text: string) =>
      userEvent.type(
        within(dialog).getByRole('textbox', { name: ko(`detail.transfer.${key}`) }),
        text,
      );
    await type('bank', '국민은행');
    await type('accountEnd', '4821');
    await type('reference', '이체 77');
    const press = () =>
      userEvent.click(within(dialog).getByRole('button', { name: ko('detail.transfer.submit') }));
    await press();
    await within(dialog).findByText(ko('detail.transfer.moved'));
    await press();
    expect(sent).toBe(1);
    await userEvent.click(
      within(dialog).getByRole('button', { name: ko('detail.transfer.movedSeen') }),
    );
    await press();
    await waitFor(() => expect(sent).toBe(2));
  });
});
