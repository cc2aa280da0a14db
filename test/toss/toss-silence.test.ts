import { beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../server/toss/exchange.ts';
import { createSilenceWatch, type SilenceWatch } from '../../server/toss/toss-silence.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const START = '2026-03-02T06:32:00.000Z';

let clock: FakeClock;
let watch: SilenceWatch;
beforeEach(() => {
  clock = createFakeClock(START);
  watch = createSilenceWatch(clock);
});

/** A call that takes so long and ends so. */
async function call(part: Partial<Exchange>, tookMs = 6000): Promise<void> {
  const startedAt = clock.nowIso();
  await clock.advance(tookMs);
  watch.note({
    call: 'status',
    outcome: 'answered',
    httpStatus: 200,
    contentType: null,
    json: null,
    code: null,
    errorCode: null,
    message: null,
    failure: null,
    answerText: null,
    answerHash: null,
    ...part,
    startedAt,
    endedAt: clock.nowIso(),
  });
}

const lost = { outcome: 'lost', httpStatus: null, failure: 'time-out after 6000 ms' } as const;
const unconnected = (code: string) =>
  ({ outcome: 'never-sent', httpStatus: null, failure: `connect ${code}` }) as const;

describe('a silence of Toss', () => {
  it.each([
    ['no answer', lost],
    ['5xx', { httpStatus: 503 }],
    ['a refused connection', unconnected('ECONNREFUSED')],
  ])('is told after two calls with %s, from the start of the first', async (_what, part) => {
    await call(part);
    expect(watch.read()).toBeNull();
    await call(part);
    expect(watch.read()).toEqual({ since: START, cause: 'toss' });
    await call({});
    expect(watch.read()).toBeNull();
  });

  it('is no silence while Toss answers anything, such as an error of its own', async () => {
    await call({ httpStatus: 400 });
    await call({ httpStatus: 404 });
    expect(watch.read()).toBeNull();
  });

  it('is not told of calls that were lost together, within ten seconds', async () => {
    await call(lost, 1000);
    await call(lost, 1000);
    expect(watch.read()).toBeNull();
    await clock.advance(8000);
    expect(watch.read()).toEqual({ since: START, cause: 'toss' });
  });

  it("is the desk's own line where no name or no network is found", async () => {
    await call(unconnected('ENOTFOUND'));
    await call(unconnected('EAI_AGAIN'));
    expect(watch.read()).toEqual({ since: START, cause: 'own-line' });
  });

  it('knows nothing by what the desk itself held back', async () => {
    const held = { outcome: 'never-sent', httpStatus: null, failure: 'too old' } as const;
    await call(held);
    await call(held);
    expect(watch.read()).toBeNull();
    await call(lost);
    await call(lost);
    await call(held);
    expect(watch.read()).not.toBeNull();
  });

  it('is forgotten when nobody has called for ten minutes, and begins anew', async () => {
    await call(lost);
    await call(lost);
    await clock.advance(10 * 60_000);
    expect(watch.read()).toBeNull();
    await call(lost);
    expect(watch.read()).toBeNull();
  });
});
