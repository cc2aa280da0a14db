/** Styles of the checkout page: phone first, no external files, contrast above 4.5 to 1. */
export const CHECKOUT_STYLE = `
:root {
  --ink: #191f28; --soft: #5b6675; --line: #e3e7ec; --ground: #f2f4f6;
  --blue: #1b64da; --blue-deep: #164fae; --blue-pale: #eaf2fe;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font-family: "Pretendard Variable", Pretendard, "Apple SD Gothic Neo", "Noto Sans KR", system-ui, sans-serif;
  word-break: keep-all;
}
.sheet {
  min-height: 100vh; max-width: 30rem; margin: 0 auto; padding: 1.25rem 1.25rem 2rem;
  background: #fff;
}
.brand { display: flex; align-items: center; gap: .5rem; font-weight: 700; }
.mark {
  width: 1.5rem; height: 1.5rem; border-radius: .5rem;
  background: linear-gradient(135deg, #4593fc, var(--blue));
}
.tag {
  margin-left: auto; padding: .125rem .5rem; border-radius: 1rem; font-size: .75rem;
  font-weight: 600; color: #7a4a00; background: #fff3d6;
}
.shop { margin: 2.5rem 0 0; color: var(--soft); font-weight: 600; }
.amount {
  margin: .125rem 0 1.5rem; font-size: 2.25rem; letter-spacing: -.02em; line-height: 1.2;
  font-variant-numeric: tabular-nums;
}
.facts {
  margin: 0 0 1.75rem; padding: .25rem 1rem; border-radius: 1rem; background: var(--ground);
}
.facts div { display: flex; gap: 1rem; justify-content: space-between; padding: .625rem 0; }
.facts div + div { border-top: 1px solid var(--line); }
.facts dt { flex: none; color: var(--soft); }
.facts dd { margin: 0; text-align: right; font-weight: 600; overflow-wrap: anywhere; }
fieldset { margin: 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .625rem; font-weight: 700; font-size: 1.0625rem; }
.method {
  display: flex; gap: .875rem; align-items: center; padding: 1rem; margin-bottom: .625rem;
  border: 2px solid var(--line); border-radius: 1rem; cursor: pointer;
}
.method:has(input:checked) { border-color: var(--blue); background: var(--blue-pale); }
.method input { width: 1.375rem; height: 1.375rem; margin: 0; accent-color: var(--blue); }
.method strong, .method small { display: block; }
.method small { color: var(--soft); font-size: .875rem; }
.company { margin-top: .25rem; }
.methods:has(input[value="TOSS_MONEY"]:checked) .company { display: none; }
.company label { display: block; margin-bottom: .375rem; color: var(--soft); font-size: .875rem; }
select {
  width: 100%; min-height: 3rem; padding: 0 .875rem; font: inherit; color: inherit;
  border: 2px solid var(--line); border-radius: .875rem; background: #fff;
}
.hint { margin: 1.25rem 0; text-align: center; color: var(--soft); font-size: .875rem; }
.buttons { display: grid; gap: .625rem; }
button {
  min-height: 3.5rem; border: 0; border-radius: 1rem; font: inherit; font-weight: 700;
  font-size: 1.0625rem; cursor: pointer;
}
.pay { color: #fff; background: var(--blue); }
.pay:hover { background: var(--blue-deep); }
.stop { color: var(--ink); background: var(--ground); }
.stop:hover { background: var(--line); }
:focus-visible { outline: 3px solid var(--blue-deep); outline-offset: 2px; }
.notice { padding: 5rem 0; text-align: center; }
.notice h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
.notice p { margin: 0; color: var(--soft); }
@media (min-width: 40rem) {
  body { padding: 3rem 1rem; }
  .sheet { min-height: 0; padding: 2rem; border-radius: 1.5rem; box-shadow: 0 1rem 3rem #191f2814; }
}
`;
