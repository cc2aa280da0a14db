/**
 * The outcomes that a person may choose: those that the desk accepts for an operation in its state.
 */
import { describe, expect, it } from 'vitest';
import {
  lookAlikesOf,
  mayBeUnseen,
  mayFailFrom,
  outcomesOf,
} from '../../shared/resolve-choices.ts';
import { RELEASE_AFTER_MS } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import { detailOf, mixedPayment, operationOf } from '../client/support/fixtures.ts';

const sentAt = '2026-11-24T05:12:04.000Z';
const nextDay = '2026-11-25T05:12:04.000Z';
const nowMs = Date.parse(nextDay);
const alike = { refundNo: 'toss-77', amount: 74_000, at: null };
const another = { refundNo: 'toss-78', amount: 500, at: null };

const review = (part: Partial<Operation> = {}) =>
  operationOf({ state: 'needs_review', sentAt, ...part });
const booked = (part: Partial<Operation> = {}) =>
  operationOf({ state: 'succeeded', disputed: true, sentAt, ...part });
const nothing = detailOf(mixedPayment());
const alikes = detailOf(mixedPayment(), { lookAlikes: [alike, another] });
const noRoom = detailOf(mixedPayment({ remaining: 73_999 }));
const noRoomButAlikes = { ...noRoom, lookAlikes: [alike] };
const running = detailOf(mixedPayment({ status: 'REFUND_PROGRESS' }));

describe('the outcomes of a contradiction', () => {
  it.each([
    ['a refund', review(), nothing, ['succeeded', 'failed', 'given_up']],
    ['a refund with look-alikes', review(), alikes, ['succeeded', 'failed', 'given_up']],
    ['a refund that the payment has no room for', review(), noRoom, ['failed', 'given_up']],
    [
      'the same with a look-alike that is counted',
      review(),
      noRoomButAlikes,
      ['succeeded', 'failed', 'given_up'],
    ],
    ['a refund while Toss runs one', review(), running, ['succeeded', 'given_up']],
    ['an execute', review({ kind: 'execute' }), noRoom, ['succeeded', 'failed', 'given_up']],
    [
      'a cancel, whatever refund runs',
      review({ kind: 'cancel' }),
      running,
      ['succeeded', 'failed', 'given_up'],
    ],
  ])('%s', (_name, operation, shown, expected) =>
    expect(outcomesOf(operation, shown, nowMs)).toEqual(expected),
  );

  it('do not wait for the day that a booked one waits for', () => {
    expect(mayFailFrom(review(), nowMs - 1)).toBeNull();
    expect(outcomesOf(review(), nothing, Date.parse(sentAt))).toContain('failed');
  });
});

describe('the outcomes of one that is booked as done', () => {
  it.each([
    ['a refund', booked(), nothing, [], ['failed']],
    ['a refund with look-alikes', booked(), alikes, ['succeeded'], ['succeeded', 'failed']],
    [
      'a refund that leaves the payment no room',
      booked(),
      noRoomButAlikes,
      ['succeeded'],
      ['succeeded', 'failed'],
    ],
    ['a refund while Toss runs one', booked(), running, [], []],
    ['an execute, whatever refund is alike', booked({ kind: 'execute' }), alikes, [], ['failed']],
    ['a cancel, whatever refund runs', booked({ kind: 'cancel' }), running, [], ['failed']],
  ])('%s', (_name, operation, shown, withinTheDay, afterIt) => {
    expect(outcomesOf(operation, shown, nowMs - 1)).toEqual(withinTheDay);
    expect(outcomesOf(operation, shown, nowMs)).toEqual(afterIt);
  });

  it('wait for a day after it was sent, or requested where that is unknown', () => {
    expect(mayFailFrom(booked(), nowMs - 1)).toBe(nextDay);
    expect(mayFailFrom(booked(), nowMs)).toBeNull();
    const createdAt = '2026-11-20T00:00:00.000Z';
    const from = new Date(Date.parse(createdAt) + RELEASE_AFTER_MS).toISOString();
    expect(mayFailFrom(booked({ sentAt: null, createdAt }), Date.parse(createdAt))).toBe(from);
  });

  it('do not wait for a time more than a day ahead, which a wrong clock wrote', () => {
    const wasAhead = Date.parse(sentAt) - RELEASE_AFTER_MS;
    expect(outcomesOf(booked(), nothing, wasAhead)).toEqual([]);
    expect(outcomesOf(booked(), nothing, wasAhead - 1)).toEqual(['failed']);
  });
});

describe('the refunds at Toss to choose from', () => {
  it('are those of its amount, and none for what is no refund', () => {
    expect(lookAlikesOf(review(), alikes)).toEqual([alike]);
    expect(lookAlikesOf(booked({ amount: 500 }), alikes)).toEqual([another]);
    expect(lookAlikesOf(review({ kind: 'execute' }), alikes)).toEqual([]);
  });

  it('may all be other refunds only where it is not booked yet and has room', () => {
    expect(mayBeUnseen(review({ amount: 150_000 }), nothing)).toBe(true);
    expect(mayBeUnseen(review({ amount: 150_001 }), nothing)).toBe(false);
    expect(mayBeUnseen(booked(), nothing)).toBe(false);
  });
});
