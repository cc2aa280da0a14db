import {
  startTestDesk,
  type RunningDesk,
  type RunningDeskOptions,
} from '../../support/start-desk.ts';

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs with a desk and a sandbox of its own, closed at the end. */
export async function withDesk<T>(
  options: RunningDeskOptions,
  work: (desk: RunningDesk) => Promise<T>,
): Promise<T> {
  const desk = await startTestDesk(options);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
