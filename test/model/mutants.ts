/**
 * Engines with one planted fault each. The check has to find a broken promise in every one of them:
 * a check that can't fail proves nothing.
 */
import type { Verdict } from '../../server/toss/classify.ts';
import { realEngine, type Engine } from './engine.ts';
import { PAY_TOKEN } from './wire.ts';

export interface Mutant {
  name: string;
  /** What it does wrong, in one English sentence. */
  what: string;
  /** The same in Korean, for the trust page. */
  whatKo: string;
  engine: Engine;
  /** The model in which it is detected, and the number of faults that this takes. */
  model: string;
  faults: number;
}

type Classify = Engine['classify'];
type Judge = Engine['judge'];

/** The one refusal that a single read confirms. */
const rejected: Verdict = { verdict: 'wrong-key' };

/** A time of no call. */
const LONG_AGO = '2020-01-01T00:00:00.000Z';

const USED_BEFORE = 'REFUND_REFUND_NO_DUPLICATE';

/** An engine that classifies some of Toss's answers differently. */
function misread(instead: (...given: [Verdict, ...Parameters<Classify>]) => Verdict): Engine {
  return {
    ...realEngine,
    classify: (...given) => instead(realEngine.classify(...given), ...given),
  };
}

/** An engine that concludes something else from a read. */
function misjudge(
  instead: (...given: [ReturnType<Judge>, ...Parameters<Judge>]) => ReturnType<Judge>,
): Engine {
  return { ...realEngine, judge: (...given) => instead(realEngine.judge(...given), ...given) };
}

const answers: Mutant[] = [
  {
    name: 'time-out-failed',
    what: 'A time-out is taken for a refusal',
    whatKo: '답이 오지 않은 요청을 거절된 것으로 여겨요.',
    engine: misread((verdict, _kind, _operation, { outcome }) =>
      outcome === 'lost' ? rejected : verdict,
    ),
    model: 'refund',
    faults: 1,
  },
  {
    name: 'breakdown-failed',
    what: 'HTTP 5xx is taken for a refusal',
    whatKo: '500번대 오류 답을 거절된 것으로 여겨요.',
    engine: misread((verdict, _kind, _operation, { httpStatus }) =>
      httpStatus !== null && httpStatus >= 500 ? rejected : verdict,
    ),
    model: 'refund',
    faults: 1,
  },
  {
    name: 'redirect-done',
    what: 'A redirect with a success in it is taken for the success',
    whatKo: '성공이라고 적힌, 다른 주소로 가라는 답을 성공으로 여겨요.',
    engine: misread((verdict, kind, operation, exchange) =>
      exchange.httpStatus === 302
        ? realEngine.classify(kind, operation, { ...exchange, httpStatus: 200 })
        : verdict,
    ),
    model: 'refund',
    faults: 2,
  },
  {
    name: 'duplicate-success',
    what: 'A number that was used before is taken for a success',
    whatKo: '이미 쓴 번호라는 답을 성공으로 여겨요.',
    engine: misread((verdict, _kind, _operation, { errorCode }) =>
      errorCode === USED_BEFORE ? { verdict: 'ok', tossRefundNo: null } : verdict,
    ),
    model: 'refund',
    faults: 1,
  },
  {
    name: 'duplicate-failure',
    what: 'A number that was used before is taken for a refusal',
    whatKo: '이미 쓴 번호라는 답을 거절된 것으로 여겨요.',
    engine: misread((verdict, _kind, _operation, { errorCode }) =>
      errorCode === USED_BEFORE ? rejected : verdict,
    ),
    model: 'refund',
    faults: 1,
  },
  {
    name: 'pending-failed',
    what: 'A refund that Toss puts off is taken for a refusal',
    whatKo: '토스가 나중으로 미룬 환불을 거절된 것으로 여겨요.',
    engine: misread((verdict) => (verdict.verdict === 'pending' ? rejected : verdict)),
    model: 'refund',
    faults: 0,
  },
];

const reads: Mutant[] = [
  {
    name: 'absence-at-once',
    what: 'One good read that does not show it proves an absence',
    whatKo: '제대로 된 조회 한 번에 안 보이면 없는 것으로 여겨요.',
    engine: misjudge((judgement, row) => {
      if (judgement === null || row.state !== 'unknown' || judgement.move !== null)
        return judgement;
      if (judgement.absentReads === 0) return judgement;
      return { ...judgement, move: { cause: 'absence-proved', detail: '' } };
    }),
    model: 'refund',
    faults: 1,
  },
  {
    name: 'no-refunds-is-empty',
    what: 'A read without `refunds` is taken for one with none',
    whatKo: '환불 목록이 없는 답을 환불이 하나도 없는 것으로 읽어요.',
    engine: {
      ...realEngine,
      goodRead: (read, payToken) =>
        read.refunds === null ? null : realEngine.goodRead(read, payToken),
    },
    model: 'refund',
    faults: 2,
  },
  {
    name: 'cancel-refusal-believed',
    what: 'A refusal to cancel is believed beside a status that still waits',
    whatKo: '결제는 아직 대기 중인데 취소가 거절됐다는 답을 믿어요.',
    engine: misjudge((judgement, row, { facts, good }) => {
      const waits = facts.status === 'PAY_STANDBY' || facts.status === 'PAY_APPROVED';
      const refused = row.kind === 'cancel' && row.verdict === 'refused';
      if (judgement === null || !waits || !good || !refused || row.state !== 'unknown') {
        return judgement;
      }
      return { ...judgement, move: { cause: 'status-explains', detail: '' } };
    }),
    model: 'cancel',
    faults: 2,
  },
  {
    name: 'late-finding-ignored',
    what: 'What was taken for not done stays so, whatever Toss shows later',
    whatKo: '되지 않은 줄 알았던 처리는, 토스가 나중에 무엇을 보여 줘도 그대로예요.',
    engine: misjudge((judgement, row) => (row.state === 'failed' ? null : judgement)),
    model: 'refund',
    faults: 2,
  },
  {
    name: 'waits-for-ever',
    what: 'Nothing that Toss does not show is ever believed to be absent',
    whatKo: '토스에 보이지 않는 것을 끝내 없다고 믿지 않아요.',
    engine: misjudge((judgement) => {
      const cause = judgement?.move?.cause;
      if (judgement === null || (cause !== 'absence-proved' && cause !== 'refusal-confirmed')) {
        return judgement;
      }
      return { ...judgement, move: null };
    }),
    model: 'cancel',
    faults: 1,
  },
];

const rules: Mutant[] = [
  {
    name: 'resend-at-boot',
    what: 'What a killed process was sending is sent once more at the next start',
    whatKo: '강제로 끝난 프로세스가 보내던 것을 다시 켜면서 또 보내요.',
    engine: { ...realEngine, atBoot: ['proved-unsent'] },
    model: 'refund',
    faults: 1,
  },
  {
    name: 'new-number-again',
    what: 'A second sending goes out under a new number',
    whatKo: '두 번째로 보낼 때 새 번호를 붙여요.',
    engine: { ...realEngine, numberAgain: 'a new one' },
    model: 'refund',
    faults: 1,
  },
  {
    name: 'given-up-money-freed',
    what: 'The money of a refund whose outcome nobody knows is free again',
    whatKo: '결과를 아무도 모르는 환불의 돈을 다시 쓸 수 있어요.',
    engine: {
      ...realEngine,
      holdsMoney: (state) => state !== 'given_up' && realEngine.holdsMoney(state),
    },
    model: 'two refunds that exclude each other',
    faults: 1,
  },
  {
    name: 'two-open',
    what: 'An operation with an unknown outcome does not hold the lock of its payment',
    whatKo: '결과를 모르는 처리가 있어도 그 결제를 잠그지 않아요.',
    engine: { ...realEngine, isOpen: (state) => state !== 'unknown' && realEngine.isOpen(state) },
    model: 'two refunds, one over the limit',
    faults: 1,
  },
  {
    name: 'old-ready-sent',
    what: 'What could not be sent for a long time is sent all the same',
    whatKo: '오랫동안 보내지 못한 것을 그래도 보내요.',
    engine: { ...realEngine, tooOldMinutes: Number.POSITIVE_INFINITY },
    model: 'refund',
    faults: 0,
  },
  {
    name: 'restore-unnoticed',
    what: 'A backup that was put back goes on where it stood',
    whatKo: '되돌린 백업이 멈췄던 자리에서 그대로 이어 가요.',
    engine: { ...realEngine, noticesRestore: false },
    model: 'refund and a restored backup',
    faults: 1,
  },
  {
    name: 'own-approval',
    what: 'The requester may approve the own refund',
    whatKo: '요청한 사람이 자기 환불을 승인해요.',
    engine: {
      ...realEngine,
      operationAct: (act, operation, decider, nowMs) =>
        act === 'approve' && operation.state === 'proposed'
          ? { allowed: true, reason: null, notBefore: null }
          : realEngine.operationAct(act, operation, decider, nowMs),
    },
    model: 'refund',
    faults: 0,
  },
  {
    name: 'early-release',
    what: 'The money of a given-up refund may be released at once',
    whatKo: '종료한 환불의 묶인 금액을 곧바로 풀어요.',
    engine: {
      ...realEngine,
      operationAct: (act, operation, decider, nowMs) => {
        const state = realEngine.operationAct(act, operation, decider, nowMs);
        return state.reason === 'too-early'
          ? { allowed: true, reason: null, notBefore: null }
          : state;
      },
    },
    model: 'refund',
    faults: 1,
  },
  {
    name: 'release-unread',
    what: 'A given-up act is released whatever the read says',
    whatKo: '조회에서 무엇이 보이든 종료한 처리의 묶인 금액을 풀어요.',
    engine: { ...realEngine, reasonNotToRelease: () => null },
    model: 'execute',
    faults: 1,
  },
  {
    name: 'claim-unchecked',
    what: 'Nothing is asked of the payment before the bytes go out',
    whatKo: '보내기 전에 결제를 살피지 않아요.',
    engine: { ...realEngine, reasonNotToSend: () => null },
    model: 'two refunds that exclude each other',
    faults: 1,
  },
  {
    name: 'row-missing',
    what: 'The table lacks the move of a contradiction that Toss explains later',
    whatKo: '토스가 나중에 밝혀 준 모순을 푸는 길이 표에 없어요.',
    engine: {
      ...realEngine,
      nextState: (from, cause) =>
        from === 'needs_review' && cause === 'seen-done'
          ? undefined
          : realEngine.nextState(from, cause),
    },
    model: 'refund',
    faults: 1,
  },
  {
    name: 'nobody-resolves',
    what: 'Nobody may end a contradiction',
    whatKo: '모순을 아무도 끝낼 수 없어요.',
    engine: {
      ...realEngine,
      operationAct: (act, operation, decider, nowMs) =>
        act === 'resolve'
          ? { allowed: false, reason: 'own-operation', notBefore: null }
          : realEngine.operationAct(act, operation, decider, nowMs),
    },
    model: 'refund by the only manager',
    faults: 0,
  },
];

type NameRefunds = Engine['nameRefunds'];

/** An engine that names the refunds of a read from another question. */
function misname(instead: (question: Parameters<NameRefunds>[1]) => typeof question): Engine {
  return {
    ...realEngine,
    nameRefunds: (sources, question) => realEngine.nameRefunds(sources, instead(question)),
  };
}

/** An engine that takes some fields of v2's answer for others. */
const misreadV2 = (instead: Record<string, unknown>): Engine =>
  misread((verdict, kind, operation, exchange) =>
    exchange.call === 'v2/refunds' && exchange.json !== null
      ? realEngine.classify(kind, operation, {
          ...exchange,
          json: { ...exchange.json, ...instead },
        })
      : verdict,
  );

const byV2: Mutant[] = [
  {
    name: 'v2-whatever-amount',
    what: 'By v2 an answer about another amount is taken for the success',
    whatKo: 'v2가 다른 금액을 환불했다고 답해도 성공으로 여겨요.',
    engine: misreadV2({ refundedAmount: undefined }),
    model: 'refund by v2',
    faults: 1,
  },
  {
    name: 'v2-whatever-payment',
    what: 'By v2 an answer about another payment is taken for the success',
    whatKo: 'v2가 다른 결제에 대해 답해도 성공으로 여겨요.',
    engine: misreadV2({ payToken: PAY_TOKEN }),
    model: 'refund by v2',
    faults: 1,
  },
  {
    name: 'v2-earlier-transaction',
    what: 'By v2 an answer with the transaction of an earlier refund is taken for the success',
    whatKo: 'v2가 예전 환불의 거래를 답해도 성공으로 여겨요.',
    engine: { ...realEngine, heedsEarlierNames: false },
    model: 'refund by v2',
    faults: 2,
  },
  {
    name: 'v2-whatever-is-left',
    what: 'By v2 an answer is taken for the success, whatever it says is left',
    whatKo: 'v2가 남았다는 금액이 맞지 않아도 성공으로 여겨요.',
    engine: misreadV2({ refundableAmount: undefined }),
    model: 'refund by v2',
    faults: 1,
  },
  {
    name: 'v2-never-by-time',
    what: 'By v2 a refund whose answer was lost is never found, although Toss lists it alone',
    whatKo: 'v2에서 답을 받지 못한 환불은, 토스에 그 환불만 있어도 찾지 못해요.',
    engine: misname((question) => ({
      ...question,
      own: question.own.map((one) => ({ ...one, sent_at: null })),
    })),
    model: 'refund by v2',
    faults: 1,
  },
  {
    name: 'v2-whatever-time',
    what: 'By v2 a new refund of the same amount is taken for ours, whenever it was made',
    whatKo: 'v2에 새로 보이는 같은 금액의 환불을 시각과 상관없이 우리 환불로 여겨요.',
    engine: misname((question) => {
      const at = question.own[0]?.sent_at;
      if (at === undefined) return question;
      return { ...question, seen: question.seen.map((entry) => ({ ...entry, at })) };
    }),
    model: 'refund by v2',
    faults: 1,
  },
  {
    name: 'v2-against-its-word',
    what: 'By v2 amount and time count for more than a refusal',
    whatKo: 'v2에서 거절됐다는 답보다 같은 금액과 시각의 다른 환불을 더 믿어요.',
    engine: misname((question) => ({
      ...question,
      own: question.own.map((one) => ({ ...one, verdict: null })),
    })),
    model: 'refund by v2',
    faults: 2,
  },
  {
    name: 'v2-name-forgotten',
    what: 'A refund that v2 calls by another name is booked again',
    whatKo: 'v2가 다른 이름으로 부르는 환불을 한 번 더 기록해요.',
    engine: {
      ...realEngine,
      nameRefunds: (_sources, question) => {
        const booked = question.booked.map((row) => ({ ...row, refunded_at: LONG_AGO }));
        const nothing = { names: [], sent: new Map<string, never>() };
        return realEngine.nameRefunds(nothing, { ...question, booked });
      },
      partLookAlikes: (_observation, strangers) => ({ lookAlikes: [], foreign: [...strangers] }),
    },
    model: 'refund by v2',
    faults: 0,
  },
  {
    name: 'v2-read-by-v1',
    what: 'A payment that was refunded by v2 is read by v1 after a switch',
    whatKo: 'v2로 환불한 결제를, 설정을 되돌린 뒤 v1로 조회해요.',
    engine: { ...realEngine, readsByV2: (setting) => setting === 'v2' },
    model: 'refund by v2, unseen by v1',
    faults: 2,
  },
  {
    name: 'v2-version-at-sending',
    what: 'An operation goes by the version that is set when it is sent',
    whatKo: '요청할 때가 아니라 보낼 때의 버전으로 처리를 보내요.',
    engine: { ...realEngine, versionOf: (_requested, setting) => setting },
    model: 'refund by v2, unseen by v1',
    faults: 2,
  },
  {
    name: 'v2-released-beside-its-twin',
    what: 'Money is released although a new refund may be the one that was given up',
    whatKo: '새로 보이는 환불이 종료한 환불일 수 있는데도 묶인 금액을 풀어요.',
    engine: {
      ...realEngine,
      reasonNotToRelease: (row, payment) => realEngine.reasonNotToRelease(row, payment, []),
    },
    model: 'two equal refunds by both versions',
    faults: 0,
  },
];

export const mutants: readonly Mutant[] = [...answers, ...reads, ...rules, ...byV2];
