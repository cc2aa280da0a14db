/** Lets calls about money leave only a desk that has the lead. */
import type { Transport } from '../toss/toss.ts';

/**
 * The same transport. Right before the bytes of a call about money the lead is asked for once more:
 * a machine that was paused may go on with its clocks where they stood, while another desk has long
 * made the refund.
 */
export function sendWhileLeading(transport: Transport, stillLeads: () => boolean): Transport {
  return {
    ...transport,
    call: (call, body, mayGo = () => true) =>
      transport.call(call, body, () => mayGo() && stillLeads()),
  };
}
