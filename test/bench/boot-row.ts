/** Row 14: from the start of the process to its first 200, and its memory then. */
import type { Bench, Figure } from './bench.ts';
import { median, shown } from './figures.ts';
import type { BenchContext } from './context.ts';

async function bootsOf(context: BenchContext, payments: number) {
  let desk = await context.startDesk(payments);
  const bootMs: number[] = [];
  const mb: number[] = [];
  // The first start found nothing in the system's page cache.
  for (let n = 0; n < context.size.repetitions; n += 1) {
    await desk.stop();
    desk = await context.startAgain(desk);
    bootMs.push(desk.bootMs);
    mb.push(desk.bootMb);
  }
  await desk.stop();
  return { bootMs: median(bootMs), mb: median(mb) };
}

async function boot(context: BenchContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const payments of [context.size.large, context.size.small]) {
    const { bootMs, mb } = await bootsOf(context, payments);
    const shop = `${payments.toLocaleString('en')} payments`;
    figures.push(
      {
        part: `boot, ${shop}`,
        product: shown(bootMs, 'ms'),
        floor: '',
        ratio: bootMs,
        bound: { is: 'at most', than: 1500 },
      },
      {
        part: `memory, ${shop}`,
        product: shown(mb, 'MB'),
        floor: '',
        ratio: mb,
        bound: { is: 'at most', than: 150 },
      },
    );
  }
  return figures;
}

export const bootRow: Bench = {
  row: 14,
  name: 'boot',
  what: 'From the start after a clean stop to the first good answer; memory then, less what is mapped of the data file',
  goal: '≤ 1.5 s; ≤ 150 MB',
  run: boot,
};
