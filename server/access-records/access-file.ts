/** Access records as a CSV. */
import type { AccessKind, AccessRecord } from '../../shared/access-record.ts';
import {
  askedText,
  askedWordsEn,
  askedWordsKo,
  type AskedWords,
} from '../../shared/asked-words.ts';
import { isoToKst } from '../../shared/kst.ts';
import { csvFile, type Cell } from '../csv-file.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { pageAccessRecords, type AccessFilter } from '../storage/access-records.ts';
import type { Read } from '../storage/unit.ts';

const ko = {
  headings: [
    '시각 (한국 시각)',
    '누가',
    '번호',
    '접속 주소',
    '무엇을',
    '결제 토큰',
    '조건',
    '요청 수',
  ],
  asked: askedWordsKo,
  kinds: {
    list: '결제 목록',
    payment: '결제',
    operation: '처리',
    'bulk-refund': '일괄 환불',
    receipt: '환불 확인서',
    export: '내보내기',
    'toss-log': '토스와 주고받은 내용',
    'audit-log': '감사 기록',
  },
} as const satisfies Words;

interface Words {
  headings: readonly string[];
  asked: AskedWords;
  kinds: Readonly<Record<AccessKind, string>>;
}

const en: Words = {
  headings: [
    'Time (Korea)',
    'Who',
    'Id',
    'Address',
    'What',
    'Payment tokens',
    'Asked for',
    'Requests',
  ],
  asked: askedWordsEn,
  kinds: {
    list: 'Payment list',
    payment: 'Payment',
    operation: 'Operation',
    'bulk-refund': 'Bulk refund',
    receipt: 'Refund receipt',
    export: 'Export',
    'toss-log': 'Exchange with Toss',
    'audit-log': 'Audit log',
  },
};

const wordsOf: Readonly<Record<'ko' | 'en', Words>> = { ko, en };

function rowOf(
  { at, actor, kind, payTokens, query, requests }: AccessRecord,
  words: Words,
): Cell[] {
  return [
    isoToKst(at),
    actor.name,
    actor.id,
    actor.address,
    words.kinds[kind],
    payTokens.join(' '),
    query === null ? null : askedText(query, words.asked),
    requests,
  ];
}

/** Records per turn of the event loop: a few milliseconds. */
const RECORDS_A_TURN = 200;

async function* batches(read: Read, filter: AccessFilter, words: Words) {
  let cursor: string | undefined;
  do {
    const page = read(pageAccessRecords(filter, { cursor, limit: RECORDS_A_TURN }));
    yield { rows: (page?.items ?? []).map((record) => rowOf(record, words)) };
    cursor = page?.nextCursor ?? undefined;
    await yieldToEventLoop();
  } while (cursor !== undefined);
}

/** Yields the file in chunks, newest records first. */
export function accessFile(
  read: Read,
  filter: AccessFilter,
  language: 'ko' | 'en',
): AsyncGenerator<string> {
  const words = wordsOf[language];
  return csvFile(words.headings, batches(read, filter, words));
}
