import type { ActionRefusal } from '../../../shared/payment-actions.ts';
import type { ProblemCode } from '../../../shared/problem.ts';

/** What happened, and what to do about it or who can help. */
interface Words {
  title: string;
  next: string;
}

const codes = {
  'invalid-request': {
    title: '입력한 값을 확인해 주세요',
    next: '표시된 칸을 수정한 뒤 다시 눌러 주세요.',
  },
  'malformed-body': {
    title: '요청을 읽지 못했어요',
    next: '새로 고친 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  'body-too-large': {
    title: '내용이 너무 길어요',
    next: '짧게 줄인 뒤 다시 눌러 주세요.',
  },
  'unsupported-media-type': {
    title: '요청을 읽지 못했어요',
    next: '새로 고친 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  'malformed-request': {
    title: '요청을 읽지 못했어요',
    next: '새로 고친 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  'request-timeout': {
    title: '요청이 제때 도착하지 않았어요',
    next: '인터넷 연결을 확인한 뒤 다시 눌러도 돼요.',
  },
  'address-too-long': {
    title: '주소가 너무 길어요',
    next: '검색어나 조건을 줄인 뒤 다시 시도해 주세요.',
  },
  'headers-too-large': {
    title: '브라우저가 보낸 정보가 너무 길어요',
    next: '이 사이트의 쿠키를 지우고 다시 로그인해 주세요.',
  },
  'wrong-credentials': {
    title: '이메일이나 비밀번호가 맞지 않아요.',
    next: '다시 확인해 주세요. 비밀번호를 잊었다면 관리자에게 재설정을 부탁해 주세요.',
  },
  'not-signed-in': {
    title: '로그인이 필요해요',
    next: '다시 로그인하면 보던 곳으로 돌아와요.',
  },
  'second-factor-needed': {
    title: '인증 코드를 입력하면 로그인돼요',
    next: '인증 앱의 6자리 코드를 입력해 주세요.',
  },
  'screen-locked': {
    title: '화면이 잠겨 있어서 처리하지 않았어요',
    next: '잠금을 풀었다면 다시 눌러 주세요.',
  },
  'wrong-code': {
    title: '코드가 맞지 않거나 이미 쓴 코드예요',
    next: '앱에 새로 나온 코드를 입력해 주세요. 휴대폰이 없다면 복구 코드를 쓸 수 있어요.',
  },
  'step-up-needed': {
    title: '본인 확인이 한 번 더 필요해요',
    next: '인증 코드를 입력하면 이어서 할 수 있어요.',
  },
  'two-factor-required': {
    title: '먼저 2단계 인증을 켜야 해요',
    next: '인증 앱을 연결하면 바로 일을 시작할 수 있어요.',
  },
  'invitation-ended': {
    title: '이미 썼거나 기한이 지난 링크예요',
    next: '관리자에게 새 링크를 부탁해 주세요.',
  },
  'email-taken': {
    title: '이미 있는 이메일이에요',
    next: '다른 이메일을 쓰거나 직원 목록에서 그 계정을 찾아 주세요.',
  },
  'own-account': {
    title: '내 권한과 사용 여부는 직접 바꿀 수 없어요',
    next: '다른 관리자에게 부탁해 주세요.',
  },
  'last-manager': {
    title: '관리자는 한 명 이상 있어야 해요',
    next: '다른 직원을 먼저 관리자로 정해 주세요.',
  },
  'over-ceiling': {
    title: '오늘 환불할 수 있는 한도를 넘어요',
    next: '금액을 줄이거나 관리자에게 부탁해 주세요. 한도는 자정에 새로 시작해요.',
  },
  forbidden: {
    title: '권한이 없어요',
    next: '관리자에게 부탁해 주세요.',
  },
  'foreign-origin': {
    title: '다른 주소에서 온 요청이라 막았어요',
    next: '창구 주소를 직접 열어 다시 시도해 주세요.',
  },
  'not-found': {
    title: '찾을 수 없어요',
    next: '주소를 확인하거나 목록에서 다시 찾아 주세요.',
  },
  'payment-not-found': {
    title: '창구에도 토스에도 없는 결제예요',
    next: '주문번호를 다시 확인해 주세요.',
  },
  'operation-not-found': {
    title: '처리 기록을 찾을 수 없어요',
    next: '결제의 처리 내역을 확인해 주세요.',
  },
  'payment-busy': {
    title: '이 결제에 진행 중인 처리가 있어요',
    next: '끝나면 다시 할 수 있어요.',
  },
  'stale-view': {
    title: '그사이 내용이 바뀌었어요',
    next: '바뀐 내용을 확인한 뒤 다시 눌러 주세요.',
  },
  'audit-broken': {
    title: '감사 기록이 온전하지 않아요',
    next: '확인 도장을 남기지 않았어요. ‘검증’을 눌러 어디부터인지 확인하고, 데이터 파일을 그대로 보관해 주세요.',
  },
  'no-receipt': {
    title: '환불 확인서를 만들 수 없어요',
    next: '환불이 완료되면 다시 열어 주세요.',
  },
  'operation-moved': {
    title: '그사이 처리의 상태가 바뀌었어요',
    next: '최신 상태로 새로 고쳤어요. 확인하고 다시 눌러 주세요. 이상하면 관리자에게 알려 주세요.',
  },
  'bulk-moved': {
    title: '그사이 일괄 환불의 상태가 바뀌었어요',
    next: '최신 상태로 새로 고쳤어요. 확인하고 다시 눌러 주세요. 이상하면 관리자에게 알려 주세요.',
  },
  'month-moved': {
    title: '그사이 마감이 바뀌었어요',
    next: '최신 숫자로 새로 고쳤어요. 확인하고 다시 눌러 주세요.',
  },
  'changes-gone': {
    title: '이 위치부터는 이어서 볼 수 없어요',
    next: '처음부터 다시 요청해 주세요. 알림은 30일 동안 보관해요.',
  },
  'settlement-off': {
    title: '정산 가져오기가 꺼져 있어요',
    next: '서버 설정에서 켤 수 있어요. 운영 담당자에게 알려 주세요.',
  },
  'events-off': {
    title: '알림 보내기가 꺼져 있어요',
    next: '켠 뒤 다시 눌러 주세요. 서버 설정은 운영 담당자가 바꿀 수 있어요.',
  },
  'push-off': {
    title: '휴대폰 알림이 꺼져 있어요',
    next: '할 일에서 확인해 주세요. 서버 설정은 운영 담당자가 바꿀 수 있어요.',
  },
  'mail-off': {
    title: '메일을 보내도록 설정되어 있지 않아요',
    next: '링크를 복사해 직접 전달해 주세요. 메일 서버는 운영 담당자가 설정할 수 있어요.',
  },
  'mail-refused': {
    title: '메일 서버가 메일을 받지 않았어요',
    next: '주소를 확인하고 다시 보내거나, 링크를 복사해 직접 전달해 주세요.',
  },
  'token-refunds-off': {
    title: '토큰으로 하는 환불이 꺼져 있어요',
    next: '환불되지 않았어요. 서버 설정은 운영 담당자가 바꿀 수 있어요.',
  },
  'cautions-not-accepted': {
    title: '확인이 필요한 환불이에요',
    next: '환불되지 않았어요. 맞는 환불이면 주의 내용을 acceptCautions에 담아 다시 보내 주세요.',
  },
  'bulk-total': {
    title: '입력한 합계가 환불할 합계와 달라요',
    next: '선택한 주문과 합계를 확인하고 다시 입력해 주세요.',
  },
  'approval-mismatch': {
    title: '승인하려던 내용이 기록된 내용과 달라요',
    next: '새로 고쳐 금액과 사유를 다시 확인한 뒤 승인해 주세요. 계속되면 승인하지 말고 다른 관리자에게 알려 주세요.',
  },
  'second-person-needed': {
    title: '요청한 사람은 할 수 없어요',
    next: '다른 관리자에게 부탁해 주세요.',
  },
  'requester-barred': {
    title: '요청한 사람이나 토큰이 더는 환불할 수 없어요',
    next: '승인하지 않았어요. 반려하고, 필요하면 환불할 수 있는 사람이 다시 요청해 주세요.',
  },
  'approver-held': {
    title: '요청한 사람이나 내 계정이 최근에 바뀌어 아직 승인할 수 없어요',
    next: '다른 관리자에게 부탁해 주세요. 급하면 서버에서 대기를 해제할 수 있어요.',
  },
  'sole-manager-waits': {
    title: '다른 관리자가 빠진 지 24시간이 안 돼 혼자 할 수 없어요',
    next: '다른 관리자에게 부탁하거나 24시간 뒤에 다시 시도해 주세요. 급하면 서버에서 대기를 풀 수 있어요.',
  },
  'too-early': {
    title: '아직은 할 수 없어요',
    next: '잠시 뒤에 다시 눌러 주세요. 급하면 다른 관리자와 상의해 주세요.',
  },
  'operation-id-reused': {
    title: '이미 다른 요청에 쓰인 번호예요',
    next: '창을 닫고 처음부터 다시 시도해 주세요.',
  },
  'approval-over-ceiling': {
    title: '승인하면 요청한 사람이나 가게의 하루 한도를 넘어요',
    next: '관리자 확인 대기로 남아 있어요. 내일 승인하거나, 반려한 뒤 다른 사람이 요청해 주세요.',
  },
  'over-remaining': {
    title: '남은 금액보다 많아요',
    next: '남은 금액까지 환불할 수 있어요.',
  },
  'parts-mismatch': {
    title: '나눈 세금의 합계가 환불 금액과 달라요',
    next: '자동으로 맞추거나 값을 수정한 뒤 다시 눌러 주세요.',
  },
  'items-mismatch': {
    title: '고른 상품이 환불 금액과 맞지 않아요',
    next: '상품을 다시 고르거나 금액으로 환불해 주세요.',
  },
  'over-items': {
    title: '이미 환불했거나 환불하는 중인 상품이에요',
    next: '남은 개수를 확인하고 다시 골라 주세요.',
  },
  'not-refundable': {
    title: '지금은 환불할 수 없는 결제예요',
    next: '결제의 최신 상태를 확인해 주세요.',
  },
  'no-bank-transfer': {
    title: '직접 송금을 기록할 수 없는 결제예요',
    next: '토스로 환불할 수 있거나 남은 금액이 없어요. 기록하지 않았어요.',
  },
  'bank-transfer-moved': {
    title: '이미 처리된 기록이에요',
    next: '다른 관리자가 먼저 처리했어요. 지금 상태를 확인해 주세요.',
  },
  'not-cancelable': {
    title: '지금은 취소할 수 없는 결제예요',
    next: '이미 결제됐다면 환불해 주세요.',
  },
  'not-executable': {
    title: '지금은 최종 승인할 수 없는 결제예요',
    next: '결제의 최신 상태를 확인해 주세요.',
  },
  'too-many-requests': {
    title: '요청이 너무 많아요',
    next: '잠시 뒤에 다시 시도해 주세요.',
  },
  'desk-busy': {
    title: '창구가 바빠서 처리하지 못했어요',
    next: '잠시 뒤에 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  'toss-rejected': {
    title: '토스가 거절했어요',
    next: '아래 토스 응답과 결제 상태를 확인한 뒤 다시 시도해 주세요.',
  },
  'toss-credentials': {
    title: '가게의 API 키를 쓸 수 없어요',
    next: '관리자가 키를 확인해야 해요.',
  },
  'toss-unreachable': {
    title: '토스에 연결하지 못했어요',
    next: '잠시 뒤에 다시 시도해 주세요. 계속되면 토스(1599-4905)에 문의해 주세요.',
  },
  'toss-busy': {
    title: '토스에 보낼 요청이 밀려 있어요',
    next: '잠시 뒤에 다시 눌러 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  'toss-unclear': {
    title: '토스 응답만으로는 아직 알 수 없어요',
    next: '잠시 뒤 상태를 다시 확인해 주세요.',
  },
  'toss-lost-answer': {
    title: '결과를 확인하고 있어요',
    next: '자동으로 다시 확인해요. 오래 걸리면 할 일에서 볼 수 있어요.',
  },
  'not-ready': {
    title: '창구가 켜지는 중이에요',
    next: '몇 초 뒤에 다시 시도해 주세요.',
  },
  'no-leader': {
    title: '창구가 다른 컴퓨터로 넘어가는 중이에요',
    next: '몇 초 뒤에 다시 눌러 주세요. 1분이 지나도 그대로면 관리자에게 알려 주세요.',
  },
  'leader-lost': {
    title: '응답을 받기 전에 창구가 다른 컴퓨터로 넘어갔어요',
    next: '처리됐을 수 있어요. 몇 초 뒤에 결제 상태를 먼저 확인해 주세요. 같은 승인·취소·환불이 두 번 나가지는 않아요. 1분이 지나도 그대로면 관리자에게 알려 주세요.',
  },
  'file-damaged': {
    title: '데이터 파일이 손상됐어요',
    next: '백업으로 복구할 때까지 돈이 움직이지 않고 아무것도 기록되지 않아요. 다시 누르지 말고 관리자에게 알려 주세요.',
  },
  'storage-failed': {
    title: '창구가 디스크를 쓰지 못했어요',
    next: '같은 승인·취소·환불이 두 번 나가지는 않아요. 관리자에게 아래 번호를 알려 주세요.',
  },
  internal: {
    title: '창구에 문제가 생겼어요',
    next: '결제 상태를 먼저 확인해 주세요. 계속되면 관리자에게 아래 번호를 알려 주세요.',
  },
} as const satisfies Record<ProblemCode, Words>;

const toss = {
  REFUND_EXCEED_DAILY: {
    title: '토스의 오늘 환불 한도를 넘었어요',
    next: '한도는 3분마다 갱신되고 01:00에 다시 계산돼요. 그 뒤에 다시 시도하거나 토스에 예치금을 문의해 주세요.',
  },
  REFUND_ALREADY_REFUNDED: {
    title: '토스가 이미 전액 환불됐다고 응답했어요',
    next: '정말 환불됐는지 자동으로 확인해요. 다시 누르지 마세요.',
  },
  REFUND_REFUND_NO_DUPLICATE: {
    title: '같은 환불번호가 처리돼 있어요',
    next: '자동으로 확인 중이에요. 새로 보내지 않아요.',
  },
  REFUND_PENDING_SUCCESS: {
    title: '은행 점검이 끝나면 환불돼요',
    next: '토스가 처리하고 있어요. 다시 누르지 마세요.',
  },
  COMMON_REFUND_ERROR: {
    title: '토스에서 지금은 처리할 수 없어요',
    next: '환불되지 않은 것이 확정되기까지 15분쯤 걸려요. 환불할 수 있는 기간(1년)과 정산 상태도 확인해 주세요.',
  },
  INACTIVE_USER: {
    title: '토스를 탈퇴한 구매자예요',
    next: '환불되지 않은 것이 확정된 뒤에 구매자 계좌로 송금하고, 결제 화면에 송금을 기록해 주세요.',
  },
  CORE_USER_ERROR: {
    title: '구매자의 토스 정보를 확인할 수 없어요',
    next: '구매자가 토스 고객센터에 연락한 뒤 다시 시도해 주세요.',
  },
  COMMON_ASSET_GET_ACCOUNT_ERROR: {
    title: '구매자의 토스 계정이 막혀 있을 수 있어요',
    next: '구매자가 토스 고객센터에 연락한 뒤 다시 시도해 주세요.',
  },
  TRANSACTION_PENDING_ERROR: {
    title: '진행 중인 처리가 있어요',
    next: '자동으로 다시 확인해요. 10분이 넘으면 토스(1599-4905)에 문의해 주세요.',
  },
  TRANSACTION_NOT_FOUND: {
    title: '토스에서 그 거래를 찾지 못했어요',
    next: '결제의 상태를 다시 확인해 주세요.',
  },
  CANCEL_IMPOSSIBLE_STATUS: {
    title: '지금은 취소할 수 없는 상태예요',
    next: '결제가 끝났다면 환불할 수 있어요. 최신 상태를 확인해 주세요.',
  },
  PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS: {
    title: '지금은 취소할 수 없는 상태예요',
    next: '결제가 끝났다면 환불할 수 있어요. 최신 상태를 확인해 주세요.',
  },
  PAY_EXPIRED: {
    title: '결제할 수 있는 시간이 지났어요',
    next: '결제되지 않은 것이 확정되면 새 결제를 만들어 구매자에게 보내 주세요.',
  },
  PAY_ALREADY_COMPLETED: {
    title: '이미 완료된 결제예요',
    next: '정말 결제됐는지 자동으로 확인해요. 다시 누르지 마세요.',
  },
  PAY_ITS_NOT_ABLE_TO_PAY: {
    title: '지금은 결제할 수 없는 상태예요',
    next: '최신 상태를 확인해 주세요.',
  },
  PAY_UNAUTHORIZED: {
    title: '이 결제에 쓸 수 없는 키예요',
    next: '관리자가 가게의 API 키를 확인해야 해요.',
  },
  EXECUTE_PAY_NOT_APPROVED: {
    title: '구매자가 아직 인증하지 않았어요',
    next: '구매자가 인증한 뒤 다시 시도해 주세요.',
  },
  PAYMENT_DUPLICATION_ORDER_NO: {
    title: '이미 쓰인 주문번호예요',
    next: '다른 주문번호로 만들어 주세요.',
  },
  PAYMENT_EXISTING_PAYMENT: {
    title: '이 주문번호로 진행 중인 결제가 있어요',
    next: '그 결제를 쓰거나 다른 주문번호로 만들어 주세요.',
  },
  COMMON_INVALID_API_KEY: {
    title: '가게의 API 키를 쓸 수 없어요',
    next: '관리자가 키를 확인해야 해요.',
  },
  COMMON_INVALID_PARAMETER: {
    title: '토스가 받을 수 없는 값이 있어요',
    next: '토스 응답을 확인하고 값을 수정한 뒤 다시 시도해 주세요.',
  },
  COMMON_PAY_ERROR: {
    title: '토스가 결제 오류라고 응답했어요',
    next: '결제되지 않은 것이 확정된 뒤에만 구매자에게 다시 결제를 부탁해 주세요.',
  },
  COMMON_NOT_ENOUGH_CASH: {
    title: '구매자의 잔액이 모자라요',
    next: '구매자가 충전하거나 다른 수단을 골라야 해요.',
  },
  COMMON_EXCEED_LIMIT: {
    title: '구매자의 이용 한도를 넘었어요',
    next: '구매자가 다른 수단을 고르거나 한도를 확인해야 해요.',
  },
  COMMON_BREAK_TIME_OF_BANK: {
    title: '은행 점검 시간이에요',
    next: '처리되지 않은 것이 확정되면, 점검이 끝난 뒤 다시 시도해 주세요.',
  },
  COMMON_TEMP_DENIAL_ERROR: {
    title: '토스가 잠시 처리를 막았어요',
    next: '처리되지 않은 것이 확정된 뒤에만 다시 시도해 주세요.',
  },
  COMMON_SIGN_FAILED_CS_CALL: {
    title: '토스가 요청을 확인하지 못했어요',
    next: '토스 1599-4905에 문의해 주세요.',
  },
  COMMON_TIMEOUT: {
    title: '결과를 확인하고 있어요',
    next: '다시 누르지 마세요. 자동으로 다시 확인해요.',
  },
  COMMON_SYSTEM_ERROR: {
    title: '결과를 확인하고 있어요',
    next: '다시 누르지 마세요. 자동으로 다시 확인해요.',
  },
  COMMON_PAY_NOT_FOUND: {
    title: '토스에서 그 결제를 찾지 못했어요',
    next: '자동으로 다시 확인해요. 계속되면 토스(1599-4905)에 문의해 주세요.',
  },
  COMMON_INVALID_PAY: {
    title: '토스에서 쓸 수 없는 결제예요',
    next: '결제의 최신 상태를 확인해 주세요.',
  },
  PAYMENT_UNDER_CONSTRUCTION: {
    title: '토스 결제를 점검하고 있어요',
    next: '처리되지 않은 것이 확정되면, 점검이 끝난 뒤 다시 시도해 주세요.',
  },
  ACCOUNT_DOMAIN_ERROR: {
    title: '토스가 구매자 계좌를 확인하지 못했어요',
    next: '처리되지 않은 것이 확정된 뒤에만 다시 시도해 주세요.',
  },
  COMMON_EXCEED_SPECIFIC_BANK_LIMIT: {
    title: '구매자 은행의 이용 한도를 넘었어요',
    next: '구매자가 다른 계좌나 수단을 골라야 해요.',
  },
  PAY_FAIL_IN_FDS_USER: {
    title: '토스가 이상 거래로 보고 막았어요',
    next: '구매자가 토스 고객센터(1599-4905)에 문의해야 해요.',
  },
  CARD_NOT_FOUND_PAYMENT: {
    title: '토스에서 그 카드 결제를 찾지 못했어요',
    next: '결제의 최신 상태를 확인하고, 계속되면 토스(1599-4905)에 문의해 주세요.',
  },
  CARD_NOT_FOUND_REGISTER: {
    title: '구매자의 카드가 토스에 등록돼 있지 않아요',
    next: '구매자가 카드를 다시 등록하거나 다른 수단을 골라야 해요.',
  },
  CANCEL_ALREADY_CANCELED: {
    title: '토스가 이미 취소됐다고 응답했어요',
    next: '정말 취소됐는지 자동으로 확인해요. 다시 누르지 마세요.',
  },
  CANCEL_INVALID_PARAMETER: {
    title: '토스가 받을 수 없는 취소 요청이에요',
    next: '토스 응답을 확인하고 사유를 수정한 뒤 다시 시도해 주세요.',
  },
  REFUND_REQUIRED_AMOUNT: {
    title: '토스가 환불할 금액이 없다고 응답했어요',
    next: '금액을 확인하고 다시 시도해 주세요.',
  },
  REFUND_NO_TAXFREE_ON_COMPLEX_TAX: {
    title: '복합과세 결제에 비과세 금액이 빠졌어요',
    next: '세금 나누기를 확인하고 다시 시도해 주세요.',
  },
  REFUND_UNKNOWN_ERROR: {
    title: '결과를 확인하고 있어요',
    next: '다시 누르지 마세요. 자동으로 다시 확인해요.',
  },
  DISCOUNT_REFUND_LIMIT_AMOUNT: {
    title: '할인받은 결제라 이 금액은 환불할 수 없어요',
    next: '할인을 뺀 남은 금액까지만 환불할 수 있어요. 금액을 줄이거나 남은 전액을 환불해 주세요.',
  },
  INVALID_DISCOUNT: {
    title: '구매자가 쓸 수 없는 할인이에요',
    next: '구매자가 할인을 빼거나 다른 할인을 골라야 해요.',
  },
  COUPON_ASSIGN_FAIL: {
    title: '토스가 쿠폰을 적용하지 못했어요',
    next: '구매자가 쿠폰을 빼고 다시 결제해야 해요.',
  },
} as const satisfies Record<string, Words>;

export const problemsKo = {
  codes,
  toss,
  unknownToss: '토스가 거절했어요: {{message}}',
  unreachable: {
    title: '창구에 연결하지 못했어요',
    next: '인터넷 연결을 확인해 주세요. 연결되면 자동으로 새로 고쳐요.',
  },
  serverFault: {
    title: '창구 서버에 문제가 생겼어요',
    next: '인터넷 문제는 아니에요. 잠시 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  /** `leader-lost` of a call that could not move money. */
  afterLead: '몇 초 뒤에 새로 고쳐 확인해 주세요. 1분이 지나도 그대로면 관리자에게 알려 주세요.',
  whoHelps: '계속되면 관리자에게 아래 번호를 알려 주세요.',
  unexpected: {
    title: '화면에 문제가 생겼어요',
    next: '새로 고친 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요.',
  },
  effect: {
    'not-applied': '돈은 움직이지 않았어요.',
    unknown: '돈이 움직였는지 아직 몰라요. 다시 누르지 마세요.',
  },
  /** For a decision about an earlier operation, whose own money may have moved. */
  notDone: '처리하지 않았어요. 이 요청으로 움직인 돈은 없어요.',
  notBefore: '{{when}}부터 할 수 있어요. 급하면 다른 관리자와 상의해 주세요.',
  tossSaid: '토스: “{{message}}”',
  requestId: '요청 번호 {{id}}',
  refusals: {
    'not-permitted': '권한이 없어요.',
    'operation-open': '진행 중인 처리가 끝나면 할 수 있어요.',
    'unknown-status': '창구가 모르는 상태라서 아무것도 보낼 수 없어요.',
    'missing-at-toss': '토스에 없는 결제예요.',
    'not-read-since-restore': '백업에서 복구한 뒤 아직 토스에서 확인하지 않은 결제예요.',
    'not-waiting-for-shop': '구매자가 인증해야 승인할 수 있어요.',
    'already-paid': '이미 결제가 끝났어요.',
    'already-canceled': '이미 취소된 결제예요.',
    'not-paid': '아직 결제되지 않았어요.',
    'being-charged': '출금이 끝나면 할 수 있어요.',
    'refund-in-progress': '진행 중인 환불이 끝나면 다시 환불할 수 있어요.',
    'nothing-left': '남은 금액이 없어요. 전액 환불됐어요.',
    'refund-period-over': '환불할 수 있는 기간(1년)이 지났어요.',
    'toss-forbids': '토스가 지금은 허용하지 않아요.',
  } as const satisfies Record<ActionRefusal, string>,
} as const;
