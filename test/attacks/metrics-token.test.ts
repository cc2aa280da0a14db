/** Guessing METRICS_TOKEN, which gives access to the desk's metrics. */
import { expect, it } from 'vitest';
import { startTestDesk } from '../server/start-test-desk.ts';

const METRICS_TOKEN = 'metrics-token-metrics';

it('ends after some guesses a minute, for that address alone', async () => {
  const desk = await startTestDesk({ trustProxy: 1, metricsToken: METRICS_TOKEN });
  const guess = async (token: string, from: string) => {
    const answer = await desk.call('/metrics', { token, headers: { 'x-forwarded-for': from } });
    await answer.arrayBuffer();
    return answer;
  };
  try {
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, n) => guess(`metrics-token-${String(n)}`, '203.0.113.9')),
    );
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(60);
    // The right token must not be distinguishable while guesses are limited.
    const right = await guess(METRICS_TOKEN, '203.0.113.9');
    expect(right.status).toBe(429);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    // The real scraper is never limited.
    for (let n = 0; n < 70; n += 1) {
      expect((await guess(METRICS_TOKEN, '203.0.113.10')).status).toBe(200);
    }
  } finally {
    await desk.close();
  }
});
