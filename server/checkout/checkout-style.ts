/** Styles of the buyer's pages, independent of the staff's bundle. */
export const checkoutStyle = `
:root { color-scheme: light dark; --ground: #f8f9fb; --card: #fff; --text: #151a21; --dim: #4b535f;
  --line: #e6e9ed; --ok: #03663b; --ok-bg: #e4f7ea; --run: #055e7b; --run-bg: #e1f5fe;
  --calm: #464e59; --calm-bg: #f0f3f6; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f1115; --card: #16191e; --text: #eef0f4; --dim: #b3b8bf; --line: #282b31;
    --ok: #a3deb8; --ok-bg: #193022; --run: #91d9fa; --run-bg: #102e3a; --calm: #c7cbd1;
    --calm-bg: #282b31; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 16px;
  background: var(--ground); color: var(--text); word-break: keep-all; overflow-wrap: anywhere;
  font: 15px/24px Pretendard, -apple-system, "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; }
main { width: 100%; max-width: 400px; padding: 40px 24px 24px; background: var(--card);
  border: 1px solid var(--line); border-radius: 16px; text-align: center; }
svg { width: 48px; height: 48px; padding: 12px; border-radius: 50%; fill: none;
  stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
  color: var(--calm); background: var(--calm-bg); }
.paid svg { color: var(--ok); background: var(--ok-bg); }
.checking svg { color: var(--run); background: var(--run-bg); animation: turn 1.2s linear infinite; }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .checking svg { animation: none; } }
h1 { margin: 16px 0 8px; font-size: 22px; line-height: 32px; letter-spacing: -0.015em;
  text-wrap: balance; }
p { margin: 0; color: var(--dim); text-wrap: balance; }
dl { margin: 24px 0 0; padding-top: 16px; border-top: 1px solid var(--line); text-align: left; }
dl div { display: flex; justify-content: space-between; gap: 16px; padding: 4px 0; }
dt { color: var(--dim); flex: none; }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
`;
