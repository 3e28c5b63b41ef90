const MOST_WORD_COLUMNS = 5;

/** Words stand at the left and may take several lines, numbers at the right. */
const columns = Array.from({ length: MOST_WORD_COLUMNS }, (_, place) => place + 1)
  .map(
    (words) => `
.words-${words} .figures :is(td, th):nth-child(n) { text-align: right; padding: 8px 0 8px 14px; vertical-align: top; }
.words-${words} .figures :is(td, th):nth-child(-n+${words}) { text-align: left; padding: 8px 14px 8px 0; white-space: normal; }`,
  )
  .join("");

export const REPORT_STYLE = `${columns}
h2 { font-size: 24px; margin-top: 44px; padding-top: 22px; }
.words-3 .figures { min-width: 760px; } .words-5 .figures { min-width: 680px; }
.words-3 .figures td:first-child, .words-5 .figures td:nth-child(-n+2) { white-space: nowrap; }
.scope { overflow-wrap: anywhere; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 18px; }
@media (max-width: 640px) { figure { overflow-x: auto; } figure svg { min-width: 680px; } h2 { font-size: 21px; } .lead { font-size: 17px; } .figures { font-size: 12.5px; } }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --muted: #444; --faint: #bbb; --line: #ccc; --wash: #f4f4f4; --model: #1f5fd0; --persistence: #8a8070; }
  main { max-width: none; padding: 0; } body { font-size: 11pt; } h1 { font-size: 22pt; } h2 { font-size: 15pt; margin-top: 18pt; padding-top: 10pt; break-after: avoid; }
  .scroll, figure { overflow: visible; } figure svg { min-width: 0; } .words-3 .figures, .words-5 .figures { min-width: 0; } tr, figure { break-inside: avoid; }
}
`;
