/** How an answer of Toss arrives, or what arrives instead. */
import type { Answer } from '../../server/sandbox/answer.ts';
import type { Arrived } from '../../server/toss/read-answer.ts';
import { isStatusRead, type TossCall } from '../../server/toss/exchange.ts';
import type { CallFault } from './profile.ts';
import type { Stage } from './stage.ts';

/** `lost` says why it is no complete answer. */
export interface Spoiled {
  arrived: Arrived;
  lost: string | null;
}

const HTML = '<!doctype html><html lang="ko"><body><h1>일시적인 오류입니다</h1></body></html>';

function json(httpStatus: number, text: string | Buffer): Spoiled {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return { arrived: { httpStatus, contentType: 'application/json', bytes }, lost: null };
}

function page(httpStatus: number, text: string): Spoiled {
  const bytes = Buffer.from(text);
  return { arrived: { httpStatus, contentType: 'text/html', bytes }, lost: null };
}

/** Invalid UTF-8 inside a string. */
function badUtf8(body: Record<string, unknown>): Buffer {
  const bytes = Buffer.from(JSON.stringify({ ...body, note: '@' }));
  bytes[bytes.lastIndexOf('@')] = 0xff;
  return bytes;
}

function withoutRefundNumber(stage: Stage, body: Record<string, unknown>) {
  const { refundNo: _own, ...rest } = body;
  return stage.rng.chance(0.5) ? rest : { ...rest, refundNo: `toss-${stage.rng.word(8)}` };
}

/** The answer as it leaves the network. */
export function spoil(
  stage: Stage,
  fault: CallFault | null,
  call: TossCall,
  answer: Answer,
  request: Buffer,
): Spoiled {
  const { body, httpStatus } = answer;
  const text = () => JSON.stringify(body);
  const partly = (share: number, lost: string): Spoiled => {
    const bytes = Buffer.from(text());
    const arrived = bytes.subarray(0, Math.ceil(bytes.length * share));
    return { arrived: { httpStatus, contentType: 'application/json', bytes: arrived }, lost };
  };
  switch (fault) {
    case 'cut':
      return partly(0.5, 'ECONNRESET: the body ended early');
    case 'slow-drip':
      return partly(0.7, 'time-out after 40000 ms');
    case 'oversized':
      return partly(1, 'body over 256 KiB');
    case 'html-502':
      return page(502, HTML);
    case 'json-500':
      return json(500, JSON.stringify({ ...body, status: 500 }));
    case 'redirect':
      return page(307, '');
    case 'wrong-type':
      return page(200, text());
    case 'bad-utf8':
      return json(httpStatus, badUtf8(body));
    case 'doubled-key':
      return json(httpStatus, text().replace('{"code":', '{"code":-1,"code":'));
    case 'garbage':
      return json(200, '{"code":0,,"payStatus":ok}]');
    case 'key-echo':
      return page(500, `<pre>${request.toString('utf8')}</pre>`);
    case 'extra-fields':
      return json(httpStatus, JSON.stringify({ ...body, added: { code: -1 }, Code: 7 }));
    case 'no-refund-number':
      return json(httpStatus, JSON.stringify(withoutRefundNumber(stage, body)));
    case 'odd-status':
      return json(httpStatus, JSON.stringify({ ...body, payStatus: 'PAY_HOLD' }));
    case 'no-refunds-list': {
      // The guide's own sample of a status answer has no refunds.
      const { refunds: _left, transactions: _lines, ...rest } = body;
      return json(httpStatus, JSON.stringify(isStatusRead(call) ? rest : body));
    }
    case null:
    case 'unreachable':
    case 'request-lost':
    case 'request-late':
    case 'doubled':
    case 'answer-lost':
    case 'answer-late':
    case 'error-code':
    case 'error-after-acting':
    case 'denied':
      return json(httpStatus, text());
  }
}
