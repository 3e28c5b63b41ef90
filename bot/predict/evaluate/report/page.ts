/** Text as it may stand in HTML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A table of plain text, the header first; the named rows stand out. */
export function htmlTable(rows: readonly (readonly string[])[], isStrong: (row: readonly string[]) => boolean = () => false): string {
  const [header = [], ...body] = rows;
  const cells = (row: readonly string[], tag: "td" | "th"): string => row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("");
  const lines = body.map((row) => `<tr${isStrong(row) ? ' class="strong"' : ""}>${cells(row, "td")}</tr>`).join("\n");
  return `<div class="scroll"><table class="figures"><thead><tr>${cells(header, "th")}</tr></thead><tbody>\n${lines}\n</tbody></table></div>`;
}

/** A drawing with what it shows in words; `caption` is HTML. */
export function figure(title: string, svg: string, caption: string): string {
  return `<figure><h4>${escaped(title)}</h4>${svg}<figcaption>${caption}</figcaption></figure>`;
}

export type KeyKind = "model" | "band" | "persistence" | "truth" | "other" | "good" | "warning" | "bad" | Rival;

/** Colours to tell competitors of a model apart. */
export const RIVALS = ["rival-1", "rival-2", "rival-3", "rival-4", "rival-5", "rival-6", "rival-7", "rival-8", "rival-9"] as const;
export type Rival = (typeof RIVALS)[number];

/** A word in the colour in which a drawing shows it. */
export function key(kind: KeyKind, words: string): string {
  return `<span class="key ${kind}">${escaped(words)}</span>`;
}

/** One HTML file that needs nothing else. @param style Rules of this page beside those of all. */
export function page(title: string, body: string, style = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1c1f24; --muted: #5d6570; --faint: #c9cdd3; --line: #e4e5e1;
  --model: #1f5fd0; --band: #1f5fd033; --persistence: #9a8f80; --good: #1a7f55; --warning: #d69a00; --bad: #c2410c; --wash: #f1f4fa;
  --rival-1: #8a4fc0; --rival-2: #0f8a8a; --rival-3: #b5487f; --rival-4: #7a7f1f;
  --rival-5: #d9822b; --rival-6: #3f9e3f; --rival-7: #a33b2e; --rival-8: #4aa3df; --rival-9: #6b5b4b; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #15171b; --ink: #e8e6e1; --muted: #a0a6b0; --faint: #4a505a; --line: #2b2f36;
  --model: #7aa7ff; --band: #7aa7ff3d; --persistence: #a89b88; --good: #54c793; --warning: #f0c04a; --bad: #ff8a57; --wash: #1d222b;
  --rival-1: #c39bff; --rival-2: #5fd0d0; --rival-3: #f08fbf; --rival-4: #c8cc70;
  --rival-5: #ffb066; --rival-6: #7fdc7f; --rival-7: #ff8f80; --rival-8: #9fd8ff; --rival-9: #c9b59c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 56px 40px 96px; }
h1, h2, h3 { font-family: Charter, "Bitstream Charter", "Iowan Old Style", Georgia, serif; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
h1 { font-size: 38px; margin: 0 0 8px; }
h2 { font-size: 28px; margin: 64px 0 8px; padding-top: 28px; border-top: 1px solid var(--line); }
h3 { font-size: 20px; margin: 44px 0 4px; }
h4 { font-size: 14px; margin: 0 0 6px; }
p { max-width: 68ch; margin: 0 0 12px; }
.lead { font-size: 19px; line-height: 1.5; }
.scope { max-width: none; margin-bottom: 20px; } .scope, figcaption { color: var(--muted); font-size: 14px; }
figure { margin: 22px 0 0; min-width: 0; }
figcaption { max-width: 72ch; margin-top: 4px; }
svg { width: 100%; height: auto; display: block; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 12px 40px; align-items: start; }
.scroll { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: 13px; vertical-align: bottom; }
th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); }
.figures { font-size: 13.5px; width: 100%; } .figures td { white-space: nowrap; }
.figures td:nth-child(n+3), .figures th:nth-child(n+3) { text-align: right; padding: 7px 0 7px 14px; }
.strong td { font-weight: 650; background: var(--wash); }
.headlines { width: 100%; margin: 24px 0; } .headlines td { vertical-align: top; } .headlines td:first-child { color: var(--muted); max-width: 24em; }
.headlines th { font-size: 15px; color: var(--ink); }
.aim { display: block; font-size: 13px; color: var(--muted); } .aim.reached::before { content: "✓ "; color: var(--good); } .aim.missed::before { content: "✗ "; color: var(--bad); }
.key { color: var(--ink); white-space: nowrap; } .key::before { content: ""; display: inline-block; width: 14px; height: 4px; margin: 0 5px 3px 0; border-radius: 2px; background: currentColor; }
.key.model::before { background: var(--model); } .key.persistence::before { background: var(--persistence); } .key.truth::before { background: var(--ink); } .key.other::before { background: var(--faint); }
.key.good::before { background: var(--good); } .key.warning::before { background: var(--warning); } .key.bad::before { background: var(--bad); }
${RIVALS.map((rival) => `.key.${rival}::before { background: var(--${rival}); }`).join(" ")}
.key.band::before { background: var(--band); height: 12px; margin-bottom: -1px; }
.remarks { padding: 0; list-style: none; max-width: 78ch; } .remarks li { padding: 9px 0; border-bottom: 1px solid var(--line); }
@media (max-width: 640px) { main { padding: 32px 18px 64px; } h1 { font-size: 30px; } }
`;
