import type { Proof, ProofState } from '../../../shared/trust.ts';

/** A proof's title and what it shows. */
interface ProofWords {
  title: string;
  shows: string;
}

const proofs = {
  simulation: {
    title: '시뮬레이션',
    shows:
      '시드 하나로 직원, 토스, 네트워크, 시계, 디스크 오류와 프로세스 종료를 무작위로 섞어 실제 코드를 실행해요. 금액이 맞는지는 토스 쪽 장부로 확인해요.',
  },
  mutants: {
    title: '일부러 심은 결함',
    shows:
      '돈을 잘못 다루는 결함을 하나씩 심고, 테스트가 찾아내는지 확인해요. 하나라도 찾지 못하면 그 테스트는 믿을 수 없어요.',
  },
  model: {
    title: '모든 순서',
    shows:
      '처리 하나에서 일어날 수 있는 일의 순서를 빠짐없이 확인해요. 끊기거나 늦거나 두 번 온 응답, 두 직원이 함께 누른 경우도 포함해요.',
  },
  kills: {
    title: '강제 종료',
    shows:
      '돈이 움직이는 도중에 실제 프로세스를 kill -9로 종료하고 다시 켜요. 잃거나 두 번 보낸 처리가 없는지, 복구에 얼마나 걸리는지 확인해요.',
  },
  'power-cut': {
    title: '정전',
    shows:
      '디스크에 저장되지 않은 내용을 모두 버리고 다시 켜요. 접수한 처리가 그대로 남아 있는지 확인해요.',
  },
  disk: {
    title: '디스크 오류',
    shows: '디스크가 꽉 차거나 쓰기에 실패해도 돈을 잘못 다루지 않는지 확인해요.',
  },
  answers: {
    title: '토스 응답',
    shows:
      '토스가 보낼 수 있는 응답을 하나씩 넣어 봐요. 오류 코드, 잘리거나 늦거나 잘못된 응답을 완료나 실패로 잘못 읽지 않는지 확인해요.',
  },
  'tax-series': {
    title: '세금 나누기',
    shows: '여러 번 나눠 환불해도 세금별 합계가 항상 맞고, 마지막에 정확히 0원이 남는지 확인해요.',
  },
  branches: {
    title: '코드 분기',
    shows: '돈을 다루는 코드의 모든 분기를 테스트가 실행했는지 확인해요.',
  },
} as const satisfies Record<Proof, ProofWords>;

/** 신뢰: what was proved about this build's handling of money, and what was not. */
export const trustKo = {
  title: '신뢰',
  lead: '돈을 다루는 코드를 어떻게 확인했는지, 마지막 실행 결과를 그대로 보여드려요.',
  loading: '결과를 불러오고 있어요',
  failed: '결과를 불러오지 못했어요',
  empty: {
    title: '남아 있는 결과가 없어요',
    text: '이 빌드에서는 아직 아무것도 실행하지 않았어요.',
  },
  version: '버전',
  engine: '엔진 지문',
  engineWhy: '돈을 다루는 코드의 지문이에요. 결과의 지문이 이와 다르면 이전 빌드의 결과예요.',
  summary: {
    label: '한눈에',
    current: '이 빌드에서 실행',
    older: '이전 빌드에서 실행',
    notRun: '실행하지 않음',
    violations: '발견한 문제',
    survivors: '찾지 못한 결함',
  },
  alarm: {
    title: '확인이 필요한 결과가 있어요',
    text: '{{names}} 결과를 확인하기 전에는 이 빌드로 돈을 다루지 마세요. 관리자나 개발사에 알려 주세요.',
  },
  states: {
    current: '이 빌드에서 실행',
    older: '이전 빌드에서 실행',
    'not-run': '실행하지 않음',
  } as const satisfies Record<ProofState, string>,
  proofs,
  notRun: '아직 실행한 결과가 없어요.',
  older: '이전 빌드의 결과예요. 지금 코드에도 맞는지 알려면 다시 실행해 주세요.',
  kept: '발견한 문제 없음',
  broken: '발견한 문제 {{count}}건',
  survived: '찾지 못한 결함 {{count}}개',
  at: '실행 시각',
  seed: '시드',
  machine: '컴퓨터',
  command: '다시 실행하기',
  commandFirst: '실행하기',
  commandOf: '{{proof}} 명령',
  figuresOf: '{{proof}} 숫자',
  unit: { ms: '{{n}}ms', seconds: '{{n}}초', percent: '{{n}}%', won: '{{n}}원' },
  rows: {
    open: '처리 상태표 {{total}}줄 중 {{taken}}줄 실행',
    caption: '처리 상태표의 줄마다 실행한 횟수',
    from: '이전 상태',
    cause: '원인',
    to: '다음 상태',
    hits: '횟수',
    never: '실행 안 됨',
  },
  kills: {
    open: '강제 종료한 시점 {{total}}가지',
    caption: '프로세스를 종료한 시점과 횟수',
    point: '시점',
    hits: '횟수',
    never: '종료한 적 없음',
  },
  mutants: {
    open: '심은 결함 {{total}}개 중 {{killed}}개 찾음',
    caption: '심은 결함과 찾아낸 테스트',
    what: '결함 내용',
    killedBy: '찾아낸 테스트',
    after: '{{n}}번 만에',
    survived: '찾지 못함',
  },
  limits: {
    title: '확인할 수 없는 부분',
    lead: '아래는 테스트로 확인할 수 없어요.',
    items: {
      toss: '토스의 실제 네트워크와 서버. 모든 결과는 내장 샌드박스에서 얻었어요.',
      nodes: '창구 두 대를 함께 쓰는 경우. 데이터 하나에는 창구 한 대만 켤 수 있어요.',
      disk: '저장(fsync)하지 않고 저장했다고 알리는 운영체제나 디스크.',
      people: '직원이 근거를 사실과 다르게 남기는 경우. 누가 남겼는지는 기록돼요.',
      delay:
        '같은 환불번호를 거절하지 않는 토스에서, 확인 시간보다 늦게 도착하는 요청. 다시 보내기를 눌렀다면 두 번 환불될 수 있어요.',
    },
  },
  figures: {
    schedules: '실행한 일정',
    violations: '발견한 문제',
    perSecondPerCore: '코어당 1초에 실행한 일정',
    processes: '동시에 실행한 프로세스',
    refunds: '환불',
    faults: '일으킨 고장',
    kills: '강제 종료',
    restores: '백업 복구',
    mutants: '심은 결함',
    killed: '찾은 결함',
    states: '상태',
    models: '모델',
    edges: '확인한 단계',
    rows: '상태표의 줄',
    rowsReached: '실행한 줄',
    mutantsNoticed: '찾은 결함',
    cycles: '종료 후 재시작',
    cuts: '정전',
    acts: '직원의 요청',
    sends: '토스에 보낸 요청',
    sentAgain: '다시 보낸 요청',
    lost: '잃은 처리',
    lostWithFull: '잃은 처리',
    doubled: '두 번 된 처리',
    untrue: '사실과 다른 기록',
    integrityErrors: '손상된 데이터베이스',
    cutsWithNormal: '안전 쓰기를 끈 정전',
    lostWithNormal: '안전 쓰기를 껐을 때 잃은 처리',
    servingP50Ms: '복구 시간 (중간값)',
    servingP99Ms: '복구 시간 (99%)',
    servingMaxMs: '복구 시간 (최대)',
    troubles: '디스크 고장',
    notRun: '이 컴퓨터에서 실행하지 못한 항목',
    longestRecoveryMs: '회복 시간 (최대)',
    answers: '읽은 응답',
    random: '무작위 응답',
    systematic: '하나씩 만든 응답',
    readings: '읽은 횟수',
    series: '환불 묶음',
    exhaustedUpToWon: '빠짐없이 확인한 금액',
    splits: '나누는 방법',
    allocations: '나눈 횟수',
    branches: '분기',
    covered: '실행한 분기',
    files: '확인한 파일',
    seconds: '걸린 시간',
  },
} as const;
