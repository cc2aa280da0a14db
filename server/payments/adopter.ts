/** Works through bulk adoptions with background priority; resumes after a restart. */
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { closeAdoptionItem, nextAdoptionItem, recordAdoption } from '../storage/adoptions.ts';
import { lookupPayment } from './lookup-payment.ts';

export interface Adopter {
  /** Records the orderNos to adopt and starts. @returns the adoption's id */
  adopt(orderNos: readonly string[], requestedBy: string | null): Promise<string>;
  /** Resumes stored adoptions. */
  start(): void;
  stop(): Promise<void>;
}

const TRIES = 3;
const RETRY_MS = 2000;
const LOOK_EVERY_MS = 2000;

type Item = NonNullable<ReturnType<typeof nextAdoptionItem>>;

/** The adopter of one serving process. */
export function createAdopter(deps: Deps): Adopter {
  const { storage } = deps;
  let working: Promise<void> | null = null;
  let stopped = false;

  async function adoptOne(item: Item): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await lookupPayment(deps, { orderNo: item.order_no }, 'background');
        await closeAdoptionItem(storage, item, 'adopted', null);
        return;
      } catch (error) {
        if (error instanceof AppError && error.code === 'payment-not-found') {
          await closeAdoptionItem(storage, item, 'not-found', null);
          return;
        }
        // A look-up changes nothing at Toss, so it can be retried.
        if (tries >= TRIES) {
          // Only errors without an answer of Toss's are logged. One failed number must not block
          // the rest.
          if (!(error instanceof AppError)) deps.log.error({ err: error }, 'adopting failed');
          const detail = error instanceof AppError ? error.message : 'internal';
          await closeAdoptionItem(storage, item, 'failed', detail);
          return;
        }
        await deps.clock.sleep(RETRY_MS * deps.limits.pollScale);
      }
    }
  }

  async function work(): Promise<void> {
    while (!stopped) {
      const item = nextAdoptionItem(storage);
      if (item === undefined) return;
      await adoptOne(item);
    }
  }

  function begin(): void {
    if (working !== null || stopped) return;
    working = work()
      .catch((error: unknown) => {
        // Items stay open in the database, and the next run continues with them.
        deps.log.error({ err: error }, 'adoption stopped');
      })
      .finally(() => {
        working = null;
      });
  }

  /** A command can record an adoption while the desk runs, so check the database regularly. */
  function start(): void {
    if (stopped) return;
    begin();
    deps.clock.after(LOOK_EVERY_MS, start);
  }

  return {
    start,
    adopt: async (orderNos, requestedBy) => {
      const id = deps.random.uuid();
      await recordAdoption(storage, { id, requestedBy, orderNos });
      begin();
      return id;
    },
    stop: async () => {
      stopped = true;
      await working;
    },
  };
}
