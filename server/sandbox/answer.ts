/** The answer to a merchant's call. `text` is sent instead of a body that has a key twice. */
export type Answer = { httpStatus: number; body: Record<string, unknown>; text?: string };

/** Makes a failure in the form of one version of the API. */
export type Fail = (errorCode: string, msg?: string) => Answer;

/** Why a rule of both versions refuses a call; `msg` where the code's usual one does not fit. */
export type Refusal = readonly [errorCode: string, msg?: string];

const MESSAGES: Readonly<Record<string, string>> = {
  CANCEL_IMPOSSIBLE_STATUS: '취소가 불가능한 상태입니다.',
  COMMON_ASSET_GET_ACCOUNT_ERROR: '구매자의 계좌를 지금은 사용할 수 없습니다.',
  COMMON_BREAK_TIME_OF_BANK: '은행 점검 시간입니다. 잠시 후 다시 시도해 주세요.',
  COMMON_EXCEED_LIMIT: '이용 한도를 초과했습니다.',
  COMMON_INVALID_API_KEY: 'API Key가 올바르지 않습니다.',
  COMMON_INVALID_PARAMETER: '요청 값이 올바르지 않습니다.',
  COMMON_NOT_ENOUGH_CASH: '잔액이 부족합니다.',
  COMMON_NOT_FOUND: '요청하신 주소를 찾을 수 없습니다.',
  COMMON_PAY_ERROR: '결제 처리 중 문제가 생겼습니다.',
  COMMON_REFUND_ERROR: '지금은 환불할 수 없는 결제입니다.',
  COMMON_SIGN_FAILED_CS_CALL: '서명 확인에 실패했습니다. 고객센터로 문의해 주세요.',
  COMMON_SYSTEM_ERROR: '시스템에 일시적인 문제가 생겼습니다.',
  COMMON_TEMP_DENIAL_ERROR: '일시적으로 요청을 처리할 수 없습니다.',
  COMMON_TIMEOUT: '처리 시간이 초과되었습니다.',
  CORE_USER_ERROR: '구매자 정보를 확인할 수 없습니다.',
  DISCOUNT_REFUND_LIMIT_AMOUNT: '할인을 뺀 남은 금액까지만 환불할 수 있습니다.',
  EXECUTE_PAY_NOT_APPROVED: '구매자 인증이 끝나지 않은 결제입니다.',
  INACTIVE_USER: '이용이 정지된 구매자입니다.',
  PAYMENT_DUPLICATION_ORDER_NO: '이미 사용된 주문번호입니다.',
  PAYMENT_EXISTING_PAYMENT: '이미 진행 중인 결제가 있습니다.',
  PAY_ALREADY_COMPLETED: '이미 완료된 결제입니다.',
  PAY_CANCEL_ITS_NOT_CANCELABLE_STATUS: '취소할 수 없는 결제 상태입니다.',
  PAY_EXPIRED: '결제 가능 시간이 지났습니다.',
  PAY_ITS_NOT_ABLE_TO_PAY: '결제할 수 없는 상태입니다.',
  PAY_UNAUTHORIZED: '이 결제를 처리할 권한이 없습니다.',
  REFUND_ALREADY_REFUNDED: '이미 전액 환불된 결제입니다.',
  REFUND_EXCEED_DAILY: '하루 환불 한도를 초과했습니다.',
  REFUND_PENDING_SUCCESS: '은행 점검이 끝난 뒤 환불될 예정입니다.',
  REFUND_REFUND_NO_DUPLICATE: '이미 사용된 환불 번호입니다.',
  TRANSACTION_NOT_FOUND: '결제를 찾을 수 없습니다.',
  TRANSACTION_PENDING_ERROR: '처리 중인 거래입니다. 잠시 후 확인해 주세요.',
};

const HTTP_STATUSES: Readonly<Record<string, number>> = {
  COMMON_INVALID_API_KEY: 401,
  COMMON_INVALID_PARAMETER: 400,
  COMMON_NOT_FOUND: 404,
};

export function httpStatusOf(errorCode: string): number {
  return HTTP_STATUSES[errorCode] ?? 200;
}

/** v1 also has the HTTP status in the body. */
export function success(fields: Record<string, unknown>): Answer {
  return { httpStatus: 200, body: { code: 0, status: 200, ...fields } };
}

/** A failure in Toss's form: code -1, a Korean `msg`, an `errorCode`. */
export function failure(errorCode: string, msg?: string): Answer {
  const httpStatus = httpStatusOf(errorCode);
  const words = msg ?? MESSAGES[errorCode] ?? '요청을 처리하지 못했습니다.';
  return { httpStatus, body: { code: -1, status: httpStatus, msg: words, errorCode } };
}

/** Thrown while parsing a request's fields: HTTP 400, nothing was executed. */
export class ParameterError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ParameterError';
  }

  answer(fail: Fail): Answer {
    return fail('COMMON_INVALID_PARAMETER', this.message);
  }
}

/** Thrown by the control API: 409 when the state does not allow it, 400 for invalid input. */
export class NotPossibleError extends Error {
  readonly httpStatus: 400 | 409;

  constructor(sentence: string, httpStatus: 400 | 409 = 409) {
    super(sentence);
    this.name = 'NotPossibleError';
    this.httpStatus = httpStatus;
  }
}
