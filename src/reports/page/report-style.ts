/**
 * How a report looks, on the screen and on A4. It uses the fonts that the reader's system has for Chinese, and loads
 * nothing: the page is shown under a Content-Security-Policy that allows inline styles alone.
 */
export const REPORT_STYLE = `
:root {
  --ink: #1d2733; --faint: #667383; --line: #dfe4ea; --wash: #f5f7f9; --accent: #0f5c6e;
  --good: #1f7a4d; --bad: #b3261e; --bad-wash: #fdf1f0;
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 32px 16px; background: #e9edf1; color: var(--ink);
  font: 14px/1.55 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
    system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
html:lang(en) body {
  font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", sans-serif;
}
main {
  max-width: 880px; margin: 0 auto; padding: 44px 52px 36px; background: #fff; border-radius: 6px;
  box-shadow: 0 1px 3px rgb(29 39 51 / 12%), 0 8px 28px rgb(29 39 51 / 8%);
}
header { display: flex; justify-content: space-between; align-items: flex-end; gap: 24px;
  padding-bottom: 16px; border-bottom: 3px solid var(--accent); }
h1 { margin: 0; font-size: 27px; line-height: 1.2; letter-spacing: .02em; color: var(--accent); }
header .day { font-size: 16px; font-weight: 600; text-align: right; }
header .note { font-size: 12px; color: var(--faint); text-align: right; }
h2 { margin: 30px 0 12px; font-size: 17px; line-height: 1.3; }
h3 { margin: 20px 0 6px; font-size: 13.5px; font-weight: 600; break-after: avoid; }
h3 .count { margin-left: 6px; color: var(--faint); font-weight: 400; }
p { margin: 0; }
.faint { color: var(--faint); }
.attention { margin-top: 20px; padding: 12px 18px; border-left: 4px solid var(--bad); border-radius: 0 4px 4px 0;
  background: var(--bad-wash); }
.attention.calm { border-color: var(--good); background: #eff7f2; }
.attention h2 { margin: 0 0 4px; font-size: 14px; color: var(--bad); }
.attention.calm h2 { color: var(--good); }
.attention ul { margin: 0; padding-left: 18px; }
.cards { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; }
.card { padding: 12px 14px 11px; border: 1px solid var(--line); border-radius: 5px; background: var(--wash); }
.card .label { font-size: 12.5px; color: var(--faint); }
.card .value { margin: 2px 0 1px; font-size: 21px; font-weight: 650; line-height: 1.25; white-space: nowrap; }
.card .value.long { font-size: 16px; line-height: 26px; }
.card .note { font-size: 11.5px; line-height: 1.4; color: var(--faint); }
.card.bad .value { color: var(--bad); }
.card.good .value { color: var(--good); }
.bar { display: flex; height: 14px; margin: 4px 0 10px; border-radius: 3px; overflow: hidden; background: var(--line); }
.bar span { display: block; height: 100%; }
.swatch { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; }
.age-0 { background: #8fb7bf; } .age-1 { background: #f0c95a; } .age-2 { background: #eb9c42; }
.age-3 { background: #dc6436; } .age-4 { background: #a8261f; }
.let { background: var(--accent); }
table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.45; }
thead { display: table-header-group; }
th { padding: 5px 10px 5px 0; border-bottom: 1.5px solid var(--faint); font-size: 12px; font-weight: 600;
  color: var(--faint); text-align: left; white-space: nowrap; }
td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; }
.number { text-align: right; white-space: nowrap; }
.date, .code { white-space: nowrap; }
tfoot td { border-bottom: 0; font-weight: 600; }
.error td { padding-top: 0; font-size: 12px; color: var(--bad); }
.joined td { border-bottom: 0; }
.card .since { margin-top: 3px; font-size: 11.5px; font-weight: 600; line-height: 1.4; }
.since { color: var(--faint); }
.late { margin: 10px 0 0; }
.late .note { margin-left: 8px; font-size: 11.5px; color: var(--faint); }
.since.good { color: var(--good); } .since.bad { color: var(--bad); }
.comparison .since { font-size: 11.5px; line-height: 1.4; }
.comparison th .when { display: block; font-weight: 400; font-size: 11px; }
figure { margin: 16px 0 4px; break-inside: avoid; }
figcaption { margin-bottom: 6px; font-size: 13.5px; font-weight: 600; }
figure svg { display: block; max-width: 100%; height: auto; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 24px; align-items: start; }
.pair > :only-child { grid-column: 1 / -1; }
.pair > figure { margin-top: 4px; }
.bad-number { color: var(--bad); font-weight: 600; }
.none { padding: 2px 0; color: var(--faint); }
footer { margin-top: 30px; padding-top: 10px; border-top: 1px solid var(--line); font-size: 11.5px; color: var(--faint);
  display: flex; justify-content: space-between; gap: 24px; }
@media screen and (max-width: 700px) {
  body { padding: 0; } main { padding: 24px 18px; border-radius: 0; } .cards { grid-template-columns: 1fr 1fr; }
  .pair { grid-template-columns: 1fr; }
  section { overflow-x: auto; }
}
@page { size: A4; margin: 14mm 15mm; }
@media print {
  body { padding: 0; background: none; font-size: 12.5px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; box-shadow: none; }
  h2 { break-after: avoid; } .cards, .attention { break-inside: avoid; }
}`;
