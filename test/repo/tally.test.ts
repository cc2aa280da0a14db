import { describe, expect, it } from 'vitest';
import { tallyTests, tellTally, type VitestReport } from './tally.ts';

function report(statuses: string[], files: VitestReport['testResults'] = []): VitestReport {
  return {
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: statuses.filter((status) => status === 'failed').length,
    numPendingTests: statuses.filter((status) => status === 'skipped').length,
    testResults: [
      {
        status: statuses.includes('failed') ? 'failed' : 'passed',
        assertionResults: statuses.map((status) => ({ status })),
      },
      ...files,
    ],
  };
}

describe('the count in the last line', () => {
  it('counts tests', () =>
    expect(tallyTests(report(['passed', 'passed', 'failed', 'skipped']), 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
    }));

  it('names skipped ones only where there are any', () => {
    expect(tellTally({ passed: 3, failed: 1, skipped: 0 })).toBe('3 passed, 1 failed');
    expect(tellTally({ passed: 3, failed: 0, skipped: 7 })).toBe('3 passed, 0 failed, 7 skipped');
  });

  it('counts a file that did not load as a failure', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(tallyTests(report(['passed'], [broken]), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a set-up that threw as a failure', () => {
    const broken = { status: 'failed', assertionResults: [{ status: 'skipped' }] };
    expect(tallyTests(report(['failed'], [broken]), 1)).toEqual({
      passed: 0,
      failed: 2,
      skipped: 0,
    });
  });

  it('counts an error outside of every test as a failure', () =>
    expect(tallyTests(report(['passed']), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 }));

  it('counts a run without a report as a failure', () =>
    expect(tallyTests(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 }));
});
