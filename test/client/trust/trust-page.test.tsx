import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { i18n, setLanguage } from '../../../client/copy/i18n.ts';
import { TrustPage } from '../../../client/pages/trust-page.tsx';
import { transitions } from '../../../shared/operation.ts';
import { proofs, type Proof, type ProofResult, type Trust } from '../../../shared/trust.ts';
import { answer, http, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const engine = '0123456789abcdef';

function resultOf(proof: Proof, part: Partial<ProofResult> = {}): ProofResult {
  return {
    proof,
    at: '2026-11-24T05:03:00.000Z',
    command: `npx tsx run-${proof}.ts --seed 7`,
    seed: '7',
    machine: 'AMD EPYC × 2, Node v20.19.0',
    engine,
    violations: 0,
    figures: { schedules: 120_000, seconds: 61.25 },
    ...part,
  };
}

/** A report in which only the given proofs were run. */
function trustOf(given: Partial<Record<Proof, ProofResult>> = {}): Trust {
  return {
    version: '0.2.0',
    engine,
    proofs: proofs.map((proof) => {
      const result = given[proof] ?? null;
      if (result === null) return { proof, state: 'not-run', result };
      return { proof, state: result.engine === engine ? 'current' : 'older', result };
    }),
  };
}

function show(trust: Trust) {
  desk.use(http.get('/api/trust', () => answer(trust)));
  return renderScreen(<TrustPage />);
}

const section = async (name: string) => within(await screen.findByRole('region', { name }));
const summaryOf = (term: string) =>
  within(document.querySelector('dl') ?? document.body)
    .getByText(term)
    .parentElement?.textContent.replace(term, '');

describe('the trust page', () => {
  it('shows of each proof whether it was run, when, with which seed, and the result', async () => {
    show(trustOf({ simulation: resultOf('simulation') }));
    const simulation = await section('시뮬레이션');
    expect(simulation.getByText(ko('trust.states.current'))).toBeDefined();
    expect(simulation.getByText(ko('trust.kept'))).toBeDefined();
    expect(simulation.getByText('11월 24일 (화) 14:03')).toBeDefined();
    expect(simulation.getByText('120,000')).toBeDefined();
    expect(simulation.getByText('61.25초')).toBeDefined();
    expect(simulation.getByText('AMD EPYC × 2, Node v20.19.0')).toBeDefined();
    expect(summaryOf(ko('trust.states.current'))).toBe('1');
    expect(summaryOf(ko('trust.summary.notRun'))).toBe(String(proofs.length - 1));
    for (const proof of proofs) {
      expect(
        screen.getByRole('region', { name: i18n.t(`trust.proofs.${proof}.title`) }),
      ).toBeDefined();
    }
  });

  it('shows as plainly what was not run, and how to run it', async () => {
    show(trustOf({ simulation: resultOf('simulation') }));
    const kills = await section(ko('trust.figures.kills'));
    expect(kills.getByText(ko('trust.summary.notRun'))).toBeDefined();
    expect(kills.queryByText(ko('trust.kept'))).toBeNull();
    expect(kills.getByText('npm run test:long -- --only kills')).toBeDefined();
  });

  it('does not take a result of another engine for one of this build', async () => {
    show(trustOf({ model: resultOf('model', { engine: 'ffff000011112222' }) }));
    const model = await section('모든 순서');
    expect(model.getByText(ko('trust.states.older'))).toBeDefined();
    expect(model.getByText(ko('trust.older'))).toBeDefined();
    expect(model.getByText('ffff000011112222')).toBeDefined();
  });

  it('copies the command that runs it again', async () => {
    const user = userEvent.setup();
    show(trustOf({ simulation: resultOf('simulation') }));
    const simulation = await section('시뮬레이션');
    await user.click(simulation.getByRole('button', { name: '시뮬레이션 명령 복사' }));
    expect(await navigator.clipboard.readText()).toBe('npx tsx run-simulation.ts --seed 7');
  });

  it('shows an alert for a broken promise, with the proof that found it', async () => {
    show(
      trustOf({
        simulation: resultOf('simulation', { violations: 2 }),
        disk: resultOf('disk'),
      }),
    );
    const alarm = await screen.findByRole('alert');
    expect(alarm.textContent).toContain(ko('trust.alarm.title'));
    expect(alarm.textContent).toContain('시뮬레이션');
    expect(alarm.textContent).not.toContain('디스크 오류');
    expect((await section('시뮬레이션')).getByText(ko('trust.broken', { count: 2 }))).toBeDefined();
    expect(summaryOf(ko('trust.summary.violations'))).toBe('2');
  });

  it('shows an alert for an undetected planted fault, and puts it first', async () => {
    const mutants = [
      {
        name: 'new-number',
        what: 'Retries under a new number.',
        whatKo: '새 번호로 다시 시도해요.',
        killedBy: 'simulation',
        after: 12,
      },
      {
        name: 'no-fsync',
        what: 'Never syncs.',
        whatKo: '디스크에 확실히 쓰지 않아요.',
        killedBy: null,
        after: null,
      },
    ];
    show(trustOf({ mutants: resultOf('mutants', { mutants }) }));
    expect((await screen.findByRole('alert')).textContent).toContain('일부러 심은 결함');
    const planted = await section('일부러 심은 결함');
    expect(planted.getByText(ko('trust.mutants.open', { total: '2', killed: '1' }))).toBeDefined();
    const rows = planted.getAllByRole('row', { hidden: true }).slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      `디스크에 확실히 쓰지 않아요.no-fsync${ko('trust.mutants.survived')}`,
      '새 번호로 다시 시도해요.new-number시뮬레이션12번 만에',
    ]);
  });

  it('shows a transition that no run covered, even if the result omits it', async () => {
    const [first, ...others] = transitions;
    const rows = others.map((row) => ({ ...row, hits: 3 }));
    show(trustOf({ simulation: resultOf('simulation', { rows }) }));
    const simulation = await section('시뮬레이션');
    const total = transitions.length;
    simulation.getByText(ko('trust.rows.open', { total, taken: total - 1 }));
    const shown = simulation.getAllByRole('row', { hidden: true })[1];
    expect(shown?.textContent).toContain(first.cause);
    expect(shown?.textContent).toContain(ko('trust.rows.never'));
  });

  it('shows the points at which the process was killed, and those at which it never was', async () => {
    const kills = [
      { point: 'after-claim', hits: 40 },
      { point: 'before-fsync', hits: 0 },
    ];
    show(trustOf({ kills: resultOf('kills', { kills }) }));
    const rows = (await section(ko('trust.figures.kills')))
      .getAllByRole('row', { hidden: true })
      .slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      `before-fsync${ko('trust.kills.never')}`,
      'after-claim40',
    ]);
  });

  it('always says what no proof can show', async () => {
    show(trustOf({ simulation: resultOf('simulation') }));
    const limits = await section(ko('trust.limits.title'));
    const words = limits.getAllByRole('listitem').map((item) => item.textContent);
    expect(words).toHaveLength(5);
    expect(words.join(' ')).toMatch(
      /토스의 실제 네트워크.*창구 두 대.*fsync.*직원이 근거를.*같은 환불번호/,
    );
  });

  it('says that there is no reason for trust when nothing was run', async () => {
    show(trustOf());
    expect(await screen.findByText(ko('trust.empty.title'))).toBeDefined();
    expect(screen.queryByText(ko('trust.summary.violations'))).toBeNull();
    expect(screen.getAllByText(ko('trust.summary.notRun'))).toHaveLength(proofs.length);
  });

  it('shows the error and loads again', async () => {
    let away = true;
    desk.use(http.get('/api/trust', () => (away ? refuse('internal', 500) : answer(trustOf()))));
    renderScreen(<TrustPage />);
    await screen.findByText(ko('trust.failed'));
    away = false;
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByText(ko('trust.empty.title'))).toBeDefined();
  });

  it('exists in English, and keeps the name of a figure without a translation', async () => {
    await setLanguage('en');
    try {
      show(
        trustOf({
          simulation: resultOf('simulation', { figures: { oddThings: 3, 'lost-ms': 4 } }),
        }),
      );
      const simulation = await section('Simulation');
      expect(simulation.getByText('odd things')).toBeDefined();
      expect(simulation.getByText('4 ms')).toBeDefined();
    } finally {
      await setLanguage('ko');
    }
  });
});
