/** Shown instead of a page while no desk can answer; it asks again by itself. */
import type { ErrorRequestHandler, Request } from 'express';
import { AppError } from '../errors.ts';

const REFRESH_SECONDS = '2';

const words = {
  ko: ['창구를 여는 중이에요', '몇 초 뒤에 자동으로 열려요. 이 창을 닫지 마세요.'],
  en: ['Opening the desk', 'It opens by itself in a few seconds. Keep this window open.'],
} as const;

const style = `
:root { color-scheme: light dark; --ground: #f8f9fb; --text: #151a21; --dim: #4b535f; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1115; --text: #eef0f4; --dim: #b3b8bf; } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 16px;
  box-sizing: border-box; background: var(--ground); color: var(--text); text-align: center;
  word-break: keep-all;
  font: 15px/24px Pretendard, -apple-system, "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 32px; letter-spacing: -0.015em; }
p { margin: 0; color: var(--dim); text-wrap: balance; }
`;

function waitingPage(language: keyof typeof words): string {
  const [title, text] = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
}

/** Whether a browser opens a page, where a problem would stand as JSON. */
function opensPage(request: Request): boolean {
  return request.method === 'GET' && request.accepts('json', 'html') === 'html';
}

/** Before the handler that answers problems. */
export const answerPages: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const passes =
    error instanceof AppError && (error.code === 'no-leader' || error.code === 'leader-lost');
  if (!passes || !opensPage(request) || response.headersSent) {
    next(error);
    return;
  }
  const language = request.acceptsLanguages('ko', 'en') === 'en' ? 'en' : 'ko';
  response.status(503).setHeader('Retry-After', REFRESH_SECONDS);
  response.type('html').send(waitingPage(language));
};
