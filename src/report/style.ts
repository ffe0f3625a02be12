/** The page's style sheet: one column of sections, charts in a grid that folds to one column on a phone, and a form for paper. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --muted: #59636e; --rule: #dfe3e8; --wash: #f6f7f9; --ours: #1d63ad; --real: #b5530b; --bad: #b3261e; --gap: 20px; }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: #fff; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1180px; font-variant-numeric: tabular-nums; }
h1 { font-size: 2rem; line-height: 1.15; margin: 0 0 8px; letter-spacing: -.015em; overflow-wrap: anywhere; }
h2 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 6px; letter-spacing: -.01em; }
h3 { font-size: 1rem; margin: 28px 0 10px; }
h4 { font-size: .875rem; line-height: 1.3; margin: 0 0 4px; font-weight: 600; }
p { margin: 0 0 10px; max-width: 76ch; }
a { color: var(--ours); text-underline-offset: 2px; }
code { font: .8125rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--wash); border-radius: 4px; padding: 2px 5px; overflow-wrap: anywhere; }
section { margin-top: 52px; }
.kicker { font-size: .8125rem; letter-spacing: .06em; text-transform: uppercase; color: var(--muted); margin: 0 0 6px; }
.lead { font-size: 1.125rem; max-width: 68ch; }
.muted, .note { color: var(--muted); font-size: .875rem; }
.ours-text { color: var(--ours); font-weight: 600; } .real-text { color: var(--real); font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 14px; font-size: .875rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: .8125rem; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { padding: 7px 12px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.name { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.bar { display: block; height: 8px; min-width: 1px; border-radius: 1px; background: currentColor; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar.ours { color: var(--ours); } .bar.real { color: var(--real); } .bar + .bar { margin-top: 3px; }
.findings td { padding-top: 18px; padding-bottom: 18px; }
.findings .what { font-size: 1.0625rem; line-height: 1.4; margin: 0 0 6px; }
.findings tr:first-child .what { font-size: 1.3125rem; line-height: 1.3; font-weight: 600; }
.findings .theme { font-size: .8125rem; font-weight: 600; color: var(--muted); margin: 0 0 3px; }
.findings .more { margin: 0; }
.findings .picture { width: 300px; }
.findings .distance { width: 118px; } .findings .change { width: 270px; }
.findings .distance b { font-size: 1.3125rem; line-height: 1.2; display: block; }
.findings .bar { background: var(--ink); margin: 4px 0; }
.findings code { display: block; padding: 6px 8px; margin-bottom: 4px; white-space: pre-wrap; }
.mobile-label { display: none; }
.warnings { list-style: none; margin: 12px 0 0; padding: 0; max-width: 90ch; }
.warnings li { padding: 10px 0 10px 14px; border-left: 4px solid var(--bad); margin-bottom: 10px; }
.warnings li.note { border-color: var(--rule); font-size: 1rem; color: inherit; }
.warnings strong { display: block; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 18px var(--gap); margin: 20px 0 0; padding: 0; }
.tiles div { border-top: 2px solid var(--ink); padding-top: 8px; }
.tiles dt { font-size: .8125rem; color: var(--muted); } .tiles dd { margin: 0; font-size: 1.375rem; font-weight: 600; line-height: 1.25; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 26px 28px; align-items: end; }
.grid.top { align-items: start; }
.grid.maps { grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 16px; } .maps h4 { font-size: .8125rem; overflow-wrap: anywhere; }
.classes { list-style: none; margin: 12px 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr)); gap: 10px 28px; font-size: .875rem; }
.classes li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 10px; align-content: start; break-inside: avoid; } .classes .name { overflow-wrap: anywhere; } .classes .bar { grid-column: 1 / -1; height: 6px; margin: 0; }
.distances td { padding: 4px 12px 4px 0; }
.cell { margin: 0; min-width: 0; break-inside: avoid; }
.cell header { display: flex; justify-content: space-between; gap: 10px; align-items: baseline; }
.cell .far { font-size: .75rem; white-space: nowrap; color: var(--muted); } .cell .far.high { color: var(--ink); font-weight: 600; }
svg.chart { display: block; width: 100%; height: auto; overflow: visible; font-size: 11px; fill: var(--muted); }
svg .ours, svg.ours { --tone: var(--ours); } svg .real, svg.real { --tone: var(--real); }
svg .name { fill: var(--tone); font-weight: 600; } svg .value { fill: var(--ink); }
svg .area { fill: var(--tone); fill-opacity: .3; stroke: var(--tone); stroke-width: 1; stroke-linejoin: round; }
svg .track { fill: var(--wash); }
svg .median { stroke: var(--tone); stroke-width: 1.5; stroke-dasharray: 2 2; fill: none; }
svg .base, svg .axis path { stroke: #9aa3ad; stroke-width: 1; fill: none; } svg .axis path.grid { stroke: var(--rule); }
svg .line { fill: none; stroke: var(--tone); stroke-width: 1.75; stroke-linejoin: round; }
svg .shade { fill: var(--tone); shape-rendering: crispEdges; } svg .frame { fill: none; stroke: #9aa3ad; }
.stack { display: flex; height: 26px; border-radius: 2px; overflow: hidden; margin: 6px 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; } .stack span { display: block; min-width: 0; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: .8125rem; margin: 0; padding: 0; list-style: none; } .keys i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; margin: 12px 0 18px; font-size: .875rem; }
.controls select { font: inherit; max-width: 100%; padding: 3px 6px; } .controls label { display: inline-flex; gap: 6px; align-items: center; min-width: 0; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)); gap: 16px; align-items: start; }
.photo { margin: 0; break-inside: avoid; } .photo svg { display: block; width: 100%; height: auto; background: var(--wash); } .photo figcaption { font-size: .75rem; color: var(--muted); overflow-wrap: anywhere; margin-top: 4px; }
.photo .box, .photo .mask, .photo .solid { vector-effect: non-scaling-stroke; fill: none; stroke: var(--class); stroke-width: 1.75; }
.photo .box.tight { stroke-width: 1; stroke-dasharray: 3 3; } .photo .ignored { stroke-dasharray: 1 3; }
.photo .mask { fill: var(--class); fill-opacity: .26; stroke-width: .75; } .photo .solid { stroke-width: 1; stroke: #fff; }
.photo .point { fill: var(--class); stroke: #fff; stroke-width: 1; vector-effect: non-scaling-stroke; } .photo .point.hidden { fill: #fff; stroke: var(--class); }
footer { margin-top: 56px; border-top: 1px solid var(--rule); padding-top: 14px; font-size: .8125rem; color: var(--muted); } footer p { max-width: none; overflow-wrap: anywhere; }
@media screen and (max-width: 900px) {
  .findings thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .findings, .findings tbody, .findings tr, .findings td { display: block; width: auto !important; } .findings tr { border-bottom: 1px solid var(--rule); padding: 18px 0; } .findings td { border: 0; padding: 0 0 10px; }
  .findings .picture { max-width: 400px; } .findings .distance b { display: inline; } .mobile-label { display: inline; color: var(--muted); font-size: .8125rem; } .findings .bar { max-width: 400px; }
}
@media screen and (max-width: 500px) { body { padding: 20px 16px 48px; } h1 { font-size: 1.625rem; } .lead { font-size: 1rem; } section { margin-top: 40px; } .findings tr:first-child .what { font-size: 1.1875rem; } .photos { gap: 12px; } .tiles { grid-template-columns: 1fr 1fr; } table { font-size: .8125rem; } }
@media print {
  @page { margin: 14mm; } html { font-size: 12px; } body { max-width: none; padding: 0; } nav, .controls { display: none; } section { margin-top: 28px; } h2, h3, h2 + p, h3 + p { break-after: avoid; } tr, li { break-inside: avoid; }
  a { color: inherit; text-decoration: none; } .grid { grid-template-columns: repeat(3, 1fr); gap: 16px; } .grid.maps { grid-template-columns: repeat(6, 1fr); } .photos { grid-template-columns: repeat(4, 1fr); gap: 8px; } .findings .picture { width: 190px; } .findings .distance { width: 56px; } .findings .change { width: 150px; } .scroll { overflow: visible; }
  svg .area, svg .shade { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
