/** The messages of `npm run audit`. */
import type { AuditFault, AuditVerdict } from '../../shared/audit.ts';
import type { Broken } from '../audit/check-chain.ts';

const faults: Readonly<Record<AuditFault, readonly [ko: string, en: string]>> = {
  hash: ['나중에 바뀌었어요', 'it was changed after it was written'],
  link: ['이전 기록과 이어지지 않아요', 'it does not follow the row before'],
  gap: ['앞에 빠진 기록이 있어요', 'rows before it are missing'],
  order: ['기록의 순서가 바뀌었어요', 'it stands in another order'],
  'checkpoint-hash': ['체크포인트와 달라요', 'it is not what a checkpoint says'],
  'checkpoint-signature': [
    '체크포인트의 서명이 틀려요',
    "its checkpoint was not signed with the desk's key",
  ],
  'checkpoint-missing': [
    '따로 보관한 체크포인트가 창구에 없어요',
    'the desk no longer has the checkpoint that was kept outside',
  ],
  'shorter-than-checkpoint': [
    '체크포인트보다 기록이 적어요. 끝부분이 사라졌어요',
    'the log is shorter than a checkpoint says: its end was cut off',
  ],
  'foreign-row': ['창구가 남기지 않은 기록이에요', 'the desk did not write it'],
};

/** Why the log does not hold, and what to do. */
export function brokenWords({ seq, fault }: Broken): string {
  const [ko, en] = faults[fault];
  return (
    `감사 기록이 온전하지 않아요: #${String(seq)} ${ko}.\n` +
    `THE AUDIT LOG DOES NOT HOLD at #${String(seq)}: ${en}.\n` +
    '데이터 파일을 그대로 보관해 주세요. Keep the data file as it is; see docs/audit.md.'
  );
}

/** That the log holds, and how far that is proved. */
export function heldWords(verdict: AuditVerdict, outside: number): string {
  const { rows, firstSeq, lastSeq, checkpoints, lastCheckpoint } = verdict;
  if (rows === 0) return '감사 기록이 비어 있어요. The audit log is empty.';
  const span = `#${String(firstSeq)}–#${String(lastSeq)}`;
  const unsigned = (lastSeq ?? 0) - (lastCheckpoint?.seq ?? (firstSeq ?? 1) - 1);
  return [
    `감사 기록이 온전해요. The audit log holds: ${String(rows)} rows, ${span}.`,
    `체크포인트 ${String(checkpoints)}개, 그 뒤 ${String(unsigned)}건. ` +
      `${String(checkpoints)} checkpoints, ${String(unsigned)} rows after the last.`,
    outside > 0
      ? `따로 보관한 체크포인트 ${String(outside)}개와 같아요. ` +
        `It agrees with ${String(outside)} checkpoints that were kept outside.`
      : '끝부분이 사라졌거나 파일을 되돌렸는지는 따로 보관한 체크포인트로만 알 수 있어요. ' +
        'Whether its end was cut off or the file put back, only a checkpoint that was kept ' +
        'outside can show: --checkpoint FILE.',
  ].join('\n');
}
