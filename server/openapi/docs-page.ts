/** The API description as HTML, rendered on the server without scripts or external files. */
import { z } from 'zod';
import { problems } from '../../shared/problem.ts';
import { escapeHtml } from '../http/escape-html.ts';
import { fieldTable } from './field-table.ts';
import { samples } from './samples.ts';
import { describedEndpoints, type Described, type DescribedEndpoint } from './described.ts';

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #59636e; --line: #d9dee3;
  --back: #fff; --code: #f3f5f7; --accent: #0b5fd0; --write: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ec; --soft: #a0a9b3; --line: #343b43;
  --back: #15181c; --code: #1f242a; --accent: #7ab2ff; --write: #f0b266; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--back); color: var(--text); word-break: keep-all;
  overflow-wrap: break-word; font: 15px/1.6 Pretendard, -apple-system, "Apple SD Gothic Neo",
  "Malgun Gothic", "Noto Sans KR", system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 6rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { margin: 3rem 0 .5rem; font-size: 1.2rem; }
h4 { margin: 1rem 0 .25rem; font-size: .85rem; color: var(--soft); font-weight: 600; }
p { margin: .4rem 0; } .soft { color: var(--soft); } a { color: var(--accent); }
section { border-top: 1px solid var(--line); padding: 1.25rem 0; }
section:target, tr:target { background: var(--code); }
h3 { margin: 0; font: 600 15px/1.6 ui-monospace, monospace; }
h3 a { color: inherit; text-decoration: none; } h3 a:hover { text-decoration: underline; }
.method { display: inline-block; min-width: 3.25rem; color: var(--accent); }
.method.write { color: var(--write); }
nav ul { list-style: none; margin: .5rem 0 0; padding: 0; font: 13px/1.5 ui-monospace, monospace;
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
nav a { display: block; padding: .2rem 0; color: var(--text); text-decoration: none; }
nav a:hover { text-decoration: underline; }
code, pre { font: 13px/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px; }
code { padding: .1rem .3rem; }
pre { padding: .75rem 1rem; overflow-x: auto; margin: .5rem 0 0; overflow-wrap: normal; }
summary { cursor: pointer; color: var(--soft); margin-top: .5rem; min-height: 24px; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
td, th { text-align: left; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line);
  vertical-align: top; }
td:first-child { white-space: nowrap; } td:last-child { min-width: 9rem; }
td:not(:first-child) { overflow-wrap: anywhere; } nav ul { margin-bottom: 2rem; }
section:target { box-shadow: 0 0 0 .75rem var(--code); }
@media (max-width: 40rem) {
  thead { display: none; } tr { display: block; border-top: 1px solid var(--line); padding: .4rem 0; }
  td { display: block; border: 0; padding: .1rem 0; } td:empty { display: none; }
  td:first-child { white-space: normal; } }
.fields { font-size: 13.5px; } .need { color: var(--write); font-size: 12px; }
`;

/** `$DESK` is the desk's PUBLIC_URL. */
const signInExample = `curl -c jar -H "Origin: $DESK" -H 'content-type: application/json' \\
  -d '{"email":"…","password":"…"}' "$DESK/api/auth/sign-in/email"
curl -b jar "$DESK/api/payments?status=PAY_COMPLETE&limit=10"`;

/** Endpoints outside the table; staff do not call them. */
const others: readonly [method: string, path: string, text: string][] = [
  ['POST', '/toss/callback', '토스가 부르는 곳 resultCallback, form or JSON, ≤ 16 KiB'],
  ['GET', '/checkout/return', '구매자가 돌아오는 곳 where the buyer lands; also /checkout/cancel'],
  ['GET', '/healthz', '켜져 있음 alive; /readyz ready, /metrics Prometheus'],
];

function heading(method: string, path: string): string {
  const kind = method === 'GET' ? 'method' : 'method write';
  return `<span class="${kind}">${method}</span> ${escapeHtml(path)}`;
}

function anchorOf(method: string, path: string): string {
  return `${method}-${path}`.replaceAll(/[^A-Za-z]+/g, '-').toLowerCase();
}

function answerBlock(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', reused: 'inline' });
  const { $schema: _dialect, ...rest } = json;
  const text = escapeHtml(JSON.stringify(rest, null, 2));
  return `<details><summary>${escapeHtml(title)}</summary><pre tabindex="0">${text}</pre></details>`;
}

const whoWords: Readonly<Partial<Record<DescribedEndpoint['who'], string>>> = {
  staff: '로그인한 누구나 · anybody signed in',
  session: '세션이 있는 누구나 · anybody with a session, even a locked or half-open one',
  anybody: '누구나 · anybody',
};

function endpointBlock({ method, path, endpoint }: Described): string {
  const { token, params, query, body, answers, stepUp } = endpoint;
  const whoText = whoWords[endpoint.who] ?? `<code>${endpoint.who}</code>`;
  const stepUpText = stepUp === true ? ' · 새 본인 확인 fresh second factor' : '';
  const tokenText = token === undefined ? '' : ` · 서비스 토큰 token <code>${token}</code>`;
  const blocks = [
    params && fieldTable('경로 Path', params),
    query && fieldTable('질의 Query', query),
    body && fieldTable('본문 Body', body),
    ...Object.entries(answers).map(([status, schema]) =>
      schema instanceof z.ZodUndefined
        ? `<p class="soft">${status}: 본문 없음 no body</p>`
        : answerBlock(`응답 Answer ${status}`, schema),
    ),
  ].filter((block) => block !== undefined);
  const anchor = anchorOf(method, path);
  return `<section id="${anchor}"><h3><a href="#${anchor}">${heading(method, path)}</a></h3>
<p>${escapeHtml(endpoint.summary)}</p><p class="soft">${whoText}${tokenText}${stepUpText}</p>
${blocks.join('\n')}</section>`;
}

function sampleBlock([language, text]: [string, string]): string {
  return `<details><summary>${language}</summary><pre tabindex="0">${escapeHtml(text)}</pre></details>`;
}

function indexLine({ method, path }: Described): string {
  return `<li><a href="#${anchorOf(method, path)}">${heading(method, path)}</a></li>`;
}

function otherRow([method, path, text]: (typeof others)[number]): string {
  return `<tr><td><code>${heading(method, path)}</code></td><td>${escapeHtml(text)}</td></tr>`;
}

function problemRows(): string {
  return Object.entries(problems)
    .map(
      ([code, [status, title, effect]]) =>
        `<tr id="problem-${code}"><td><code>${code}</code></td><td>${String(status)}</td>` +
        `<td>${escapeHtml(title)}</td><td>${effect}</td></tr>`,
    )
    .join('\n');
}

/** The whole page. @param version the desk's version */
export function docsPage(version: string): string {
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>창구 API ${escapeHtml(version)}</title>
<style>${style}</style>
</head>
<body><main>
<h1>창구 API</h1>
<p class="soft">${escapeHtml(version)} · <a href="/api/openapi.json">OpenAPI 3.1</a></p>
<p>금액은 원 단위 정수, 시각은 ISO-8601 UTC예요. 무언가를 바꾸는 요청에는 창구 화면의 Origin이나
서비스 토큰이 있어야 해요.</p>
<p class="soft" lang="en">Money is integer won, instants are ISO-8601 UTC. A request that changes
something needs the desk's own Origin, or a service token
(<code>Authorization: Bearer cgt_…</code>).</p>
<pre tabindex="0">${escapeHtml(signInExample)}</pre>
<h2>예제 Samples</h2>
<p class="soft">온라인 매장에서 결제 만들기 · a storefront creates a payment:
<code>$DESK</code> 창구 주소, <code>$TOKEN</code> 서비스 토큰</p>
${Object.entries(samples).map(sampleBlock).join('\n')}
<nav aria-label="요청 Endpoints"><h2>요청 Endpoints</h2><ul>
${describedEndpoints().map(indexLine).join('\n')}
</ul></nav>
${describedEndpoints().map(endpointBlock).join('\n')}
<h2>그 밖에 Others</h2>
<div class="wide" tabindex="0"><table><tbody>
${others.map(otherRow).join('\n')}
</tbody></table></div>
<h2>오류 Problems</h2>
<p class="soft"><code>application/problem+json</code>, RFC 9457.
<code>effect</code>: <code>not-applied</code> 돈이 움직이지 않았어요,
<code>unknown</code> 움직였을 수도 있어요.</p>
<div class="wide" tabindex="0"><table><thead><tr><th>code</th><th>HTTP</th><th>title</th><th>effect</th></tr>
</thead><tbody>
${problemRows()}
</tbody></table></div>
</main></body></html>
`;
}
