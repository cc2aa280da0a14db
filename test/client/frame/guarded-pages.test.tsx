import { screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { pageName, pageNeeds, type GuardedPage } from '../../../client/pages/page-name.ts';
import { permissions } from '../../../shared/permissions.ts';
import { answersSession, fakeSession, openDesk, writeDeskNote } from '../support/open-desk.tsx';
import { testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

beforeEach(() => {
  sessionStorage.clear();
  deskAccess.abandon();
  writeDeskNote(false);
});

const addresses: Record<GuardedPage, string> = {
  create: '/payments/new',
  'bulk-refunds': '/bulk-refunds/new',
  'day-close': '/day-close/2026-11-24',
  settlement: '/settlement/2026-11-24',
  staff: '/staff',
  audit: '/audit/access',
  developer: '/developer',
};

it.each(Object.entries(addresses) as [GuardedPage, string][])(
  '%s is not opened without its permission, by its address either',
  async (page, address) => {
    const others = permissions.filter((name) => name !== pageNeeds[page]);
    const session = fakeSession('manager', { permissions: others });
    session.standing = 'open';
    desk.use(...answersSession(session));
    openDesk(address);
    // A request of the page's own has no answer here, which fails the test.
    await screen.findByText(ko('problems.codes.forbidden.title'));
  },
);

it.each([
  ['/payments/new', 'create'],
  ['/payments', 'payments'],
  ['/payments/pay_1', 'payments'],
  ['/audit/access', 'audit'],
  ['/staff', 'staff'],
  ['/staff-reports', null],
  ['/paymentsold', null],
  ['/create', null],
  ['/', null],
])('%s belongs to %s', (address, page) => expect(pageName(address)).toBe(page));
