/**
 * Requests to the desk's callback URL: Toss's own callbacks, delayed and repeated, and forged ones.
 */
import type { DeskMachine } from './desk-machine.ts';
import { short, type Stage } from './stage.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export class Callbacks {
  readonly #stage: Stage;
  readonly #machine: DeskMachine;

  constructor(stage: Stage, machine: DeskMachine) {
    this.#stage = stage;
    this.#machine = machine;
  }

  plan(payTokens: readonly string[]): void {
    const { rng, time, profile } = this.#stage;
    if (profile.callbacks) {
      for (const payToken of payTokens) {
        for (let looks = rng.int(1, 3); looks > 0; looks -= 1) {
          time.after(rng.int(0, profile.activeMs), () => this.#deliver(payToken));
        }
      }
    }
    for (let left = profile.forgedCallbacks; left > 0; left -= 1) {
      time.after(rng.int(0, profile.activeMs), () => this.#forge(rng.pick(payTokens)));
    }
  }

  /**
   * Sends Toss's callback about a completed payment, sometimes twice, and again until it is
   * answered 200.
   */
  #deliver(payToken: string): void {
    const { rng, time, books } = this.#stage;
    const body = books.callbackOf(payToken);
    if (body === undefined) return;
    const copies = rng.chance(0.3) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#stage.fault(copy === 0 ? 'callback' : 'callback-doubled');
      this.#stage.act(`  Toss calls back about ${short(payToken)}`);
      this.#machine.callback(body, (kept) => {
        if (!kept) {
          time.after(rng.int(1, 10) * MINUTE, () => this.#machine.callback(body, () => undefined));
        }
      });
    }
  }

  /** Sends a forged callback. Recording it must change no payment and no operation. */
  #forge(known: string): void {
    const { rng } = this.#stage;
    const payToken = rng.chance(0.7) ? known : `test_${rng.word(20)}`;
    const body = new URLSearchParams({
      status: rng.pick(['PAY_SUCCESS', 'PAY_CANCEL', 'REFUND_SUCCESS']),
      payToken,
      orderNo: `order-${rng.word(6)}`,
      amount: String(rng.int(0, 100_000)),
      refunds: '[]',
    }).toString();
    this.#stage.fault('callback-forged');
    this.#stage.log(`  a forged callback names ${short(payToken)}`);
    const before = this.#snapshot();
    this.#machine.callback(body, () => undefined);
    if (this.#snapshot() !== before) {
      this.#stage.violation('a forged callback changes nothing', body);
    }
  }

  #snapshot(): string {
    const { database } = this.#stage;
    return JSON.stringify([
      database.query('SELECT * FROM payment ORDER BY pay_token').all(),
      database.query('SELECT * FROM operation ORDER BY id').all(),
    ]);
  }
}
