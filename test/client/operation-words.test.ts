/** Texts for every state and kind, every cause and every refusal, in both languages. */
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import '../../client/copy/payment-words.ts';
import { i18n, languages, setLanguage } from '../../client/copy/i18n.ts';
import { operationProgress } from '../../client/parts/operation-progress.ts';
import { describeOperation } from '../../client/parts/chip-kind.ts';
import { evidenceText } from '../../client/parts/evidence-text.ts';
import { isLoud, tellOperation } from '../../client/parts/operation-story.tsx';
import { decisionRefusals } from '../../shared/operation-actions.ts';
import {
  isOpen,
  operationKinds,
  operationStates,
  transitionCauses,
  type Operation,
  type OperationKind,
  type OperationState,
} from '../../shared/operation.ts';
import { operationOf } from './support/fixtures.ts';

const sentMs = Date.parse('2026-11-24T05:12:04.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
const MINUTE_MS = 60_000;

const doNotPress = { ko: /다시 누르지 마세요/, en: /don’t press again/i };
const hangul = /[\uac00-\ud7a3]/;

/** States that are shown: open ones, and given-up ones whose money is still reserved. */
const told = operationStates.filter((state) => isOpen(state) || state === 'given_up');
/** Nothing was sent yet, or only the desk itself can send it, under the same number. */
const harmless: readonly OperationState[] = ['proposed', 'ready', 'not_sent'];

function sample(kind: OperationKind, state: OperationState): Operation {
  const sent = !harmless.includes(state);
  return operationOf({ kind, state, sentAt: sent ? iso(sentMs) : null });
}

const cases = operationKinds.flatMap((kind) => told.map((state) => ({ kind, state })));
/** What can be disputed: what is booked as done, and an execute that was refused. */
const disputes: Pick<Operation, 'kind' | 'state'>[] = [
  ...operationKinds.map((kind) => ({ kind, state: 'succeeded' as const })),
  { kind: 'execute', state: 'failed' },
];

describe.each(languages)('in %s', (language) => {
  const t = i18n.getFixedT(language);
  beforeAll(() => setLanguage(language));
  afterAll(() => setLanguage('ko'));

  const isWords = (text: string) => {
    expect(text.trim()).not.toBe('');
    // A key instead of a sentence, or a placeholder that was not filled in.
    expect(text).not.toMatch(/^[a-z]+\.[\w.-]+$|\{\{|\}\}|undefined|null/);
    if (language === 'ko') expect(text).toMatch(hangul);
    else expect(text).not.toMatch(hangul);
  };

  it.each(cases)('$kind, $state: a title, what is known and a chip', ({ kind, state }) => {
    const english = { requestedBy: { id: 's1', name: 'Kim' }, reason: 'Damaged' };
    const names = language === 'ko' ? {} : english;
    const operation = { ...sample(kind, state), ...names };
    for (const nowMs of [sentMs + 1000, sentMs + MINUTE_MS, sentMs + 40 * MINUTE_MS]) {
      const story = tellOperation(operation, nowMs, t);
      isWords(story.title);
      for (const line of story.lines) isWords(line.label);
      const [known] = story.lines;
      isWords(known?.text ?? '');
      isWords(describeOperation(operation, nowMs).word);
    }
  });

  it.each(cases)(
    '$kind, $state: says not to press again where that is wrong',
    ({ kind, state }) => {
      const operation = sample(kind, state);
      for (const nowMs of [sentMs + 1000, sentMs + MINUTE_MS, sentMs + 40 * MINUTE_MS]) {
        // Where there is no button, a calm sentence takes its place.
        const { warning } = tellOperation(operation, nowMs, t);
        expect(warning === null, `${kind} ${state}`).toBe(harmless.includes(state));
        const { situation } = operationProgress(operation, nowMs);
        const followed = t(`operations.explained.${situation}`);
        expect(doNotPress[language].test(followed)).toBe(!harmless.includes(state));
      }
    },
  );

  it.each(disputes)('$kind, $state and disputed: a text, and a warning', (part) => {
    const english = { requestedBy: { id: 's1', name: 'Kim' }, reason: 'Damaged' };
    const names = language === 'ko' ? {} : english;
    const story = tellOperation(operationOf({ ...part, ...names, disputed: true }), sentMs, t);
    isWords(story.title);
    for (const { label, text } of story.lines) for (const words of [label, text]) isWords(words);
    expect(new Set(story.lines.map(({ label }) => label)).size).toBe(story.lines.length);
    isWords(story.warning ?? '');
    expect(story.loud).toBe(false);
  });

  it.each(transitionCauses)('%s: a text for the evidence', (cause) => {
    for (const source of ['answer', 'status', 'staff', 'desk'] as const) {
      const name = language === 'ko' ? '박서준' : 'Park';
      const by = { id: 's2', name };
      const people = { requestedBy: by, approvedBy: by, resolvedBy: by };
      const evidence = { source, cause, at: iso(sentMs), detail: '' };
      for (const who of [people, {}]) {
        const operation = operationOf({
          ...who,
          ...(language === 'en' ? { requestedBy: by } : {}),
          evidence,
        });
        isWords(evidenceText(operation, sentMs, t) ?? '');
      }
    }
  });

  it.each(decisionRefusals)('%s: why it is not possible', (refusal) =>
    isWords(t(`operations.acts.refusals.${refusal}`, { when: '14:12' })),
  );
});

describe('evidence', () => {
  const t = i18n.getFixedT('ko');
  const tell = (part: Partial<Operation>) => evidenceText(operationOf(part), sentMs, t);
  const evidence = { source: 'status', at: iso(sentMs) } as const;

  it('never shows the desk’s English texts', () => {
    const detail = 'Three good reads do not show it';
    for (const cause of transitionCauses) {
      const text = tell({ evidence: { ...evidence, source: 'desk', cause, detail } });
      const written = ['refused', 'resolved', 'released'].some((word) => cause.startsWith(word));
      if (!written) expect(text).not.toContain('good reads');
    }
  });

  it.each([
    ['Toss shows this refund twice', '14:12 토스 조회: 토스에 같은 환불이 두 번 있어요.'],
    [
      "Toss shows 24000 won under this refund's number",
      '14:12 토스 조회: 토스에는 이 환불번호의 금액이 24,000원으로 있어요.',
    ],
    ['Something new', '14:12 토스 조회: 토스 기록이 창구 요청과 달라요.'],
  ])('%s', (detail, text) =>
    expect(tell({ evidence: { ...evidence, cause: 'contradicted', detail } })).toBe(text),
  );

  it('quotes what a person wrote, with the name, and says when there was no second one', () => {
    const text = tell({
      resolvedBy: { id: 's2', name: '박서준' },
      sole: true,
      evidence: {
        ...evidence,
        source: 'staff',
        cause: 'resolved-failed',
        detail: '상점관리자에서 확인',
      },
    });
    expect(text).toBe(
      '14:12 박서준 님: 처리되지 않은 것으로 정했어요. “상점관리자에서 확인” ' +
        '다른 관리자가 없어 단독 처리로 기록했어요.',
    );
  });
});

describe('what comes next', () => {
  const t = i18n.getFixedT('ko');
  const next = (part: Partial<Operation>, nowMs: number) =>
    tellOperation(operationOf(part), nowMs, t).lines.find(
      (line) => line.label === t('review.lines.next'),
    )?.text;

  it('counts down to the next check and says when it is recorded as not done', () => {
    const text = next({ state: 'unknown', nextCheckAt: iso(sentMs + 45_000) }, sentMs + 30_000);
    expect(text).toBe(
      '다음 확인까지 00:15. 14:27까지 보이지 않으면 ‘환불 안 된 것 같아요’로 표시해요.',
    );
  });

  it('says until when an approval is due', () => {
    const approvalLapsesAt = '2026-11-25T04:40:00.000Z';
    expect(next({ state: 'proposed', approvalLapsesAt }, sentMs)).toContain(
      '11월 25일 (수) 13:40까지 승인하지 않으면',
    );
  });

  it('says until when given-up money is reserved, and that it can be released after', () => {
    const givenUp = { state: 'given_up' } as const;
    expect(next(givenUp, sentMs)).toContain('11월 25일 (수) 14:12부터 관리자가');
    expect(next(givenUp, sentMs + 24 * 60 * MINUTE_MS)).toContain('묶인 금액을 풀 수 있어요');
    expect(next({ ...givenUp, kind: 'cancel' }, sentMs)).not.toContain('묶여');
  });

  it('counts down to the send while it can be withdrawn, and no longer', () => {
    const held = { state: 'ready', sentAt: null, sendAfter: iso(sentMs + 27_000) } as const;
    const operation = operationOf(held);
    expect(next(held, sentMs)).toContain('00:27 뒤에 토스에 보내요');
    expect(describeOperation(operation, sentMs)).toMatchObject({
      kind: 'ready',
      word: '보내기 전 · 취소 가능',
      until: held.sendAfter,
    });
    expect(describeOperation(operation, sentMs + 27_000).kind).toBe('refund-asked');
  });
});

describe('over half an hour', () => {
  const t = i18n.getFixedT('ko');
  const late = sentMs + 31 * MINUTE_MS;

  it.each(operationStates)('%s', (state) => {
    const loud = state === 'unknown' || state === 'pending' || state === 'sending';
    expect(isLoud(operationOf({ state }), late)).toBe(loud);
    expect(isLoud(operationOf({ state }), sentMs + 29 * MINUTE_MS)).toBe(false);
  });

  it('says whom to call', () => {
    const { lines, loud } = tellOperation(operationOf({ state: 'unknown' }), late, t);
    expect(loud).toBe(true);
    expect(lines.find((line) => line.label === '도움')?.text).toContain('1599-4905');
  });
});
