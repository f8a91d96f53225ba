/** Style of the HTML rendering, light and dark, on screen and on paper. Its hash stands in the page's security policy. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1f2933;--soft:#52606d;--rule:#d9e2ec;--band:#f5f7fa;--accent:#0f766e;--good:#0f766e;--unsure:#8a4b08;--bad:#b42318;--plain:#52606d;--page:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7eb;--soft:#a8b3bf;--rule:#3e4c59;--band:#242e38;--accent:#5eead4;--good:#5eead4;--unsure:#f7c873;--bad:#ff9c92;--plain:#a8b3bf;--page:#181f26}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.5rem;max-width:72rem;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:2rem;line-height:1.2;margin:.1rem 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;color:var(--accent);margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem;overflow-wrap:anywhere}
.kind{font-weight:600;color:var(--accent);margin:0}
.soft{color:var(--soft)}
a{color:var(--accent)}
nav ol{columns:2;padding-left:1.4rem}
p,li,dd{overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th{background:var(--band);text-align:left;vertical-align:bottom}
th,td{padding:.35rem .5rem;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{font:.78rem ui-monospace,monospace;word-break:break-all}
dl{display:grid;gap:.2rem;margin:.4rem 0}
dl div{display:grid;grid-template-columns:11rem 1fr;gap:.6rem}
dt{color:var(--soft)}
dd{margin:0}
span.good,span.unsure,span.bad{font-weight:600}
.good{color:var(--good)}.unsure{color:var(--unsure)}.bad{color:var(--bad)}.plain{color:var(--plain)}
figure{margin:1rem 0}
figcaption{font-weight:600}
svg{width:100%;max-width:660px;height:auto}
svg text{fill:var(--ink);font-size:13px}
rect.good{fill:var(--good)}rect.unsure{fill:var(--unsure)}rect.bad{fill:var(--bad)}rect.plain{fill:var(--plain)}
@media print{:root{color-scheme:light;--ink:#000;--page:#fff;--band:#eee;--rule:#bbb;--soft:#333;--accent:#0f766e;--good:#0f766e;--unsure:#8a4b08;--bad:#b42318;--plain:#444}body{padding:0;max-width:none;font-size:10pt}h2{break-after:avoid}h3{break-after:avoid}tr,figure{break-inside:avoid}thead{display:table-header-group}nav{break-after:page}@page{margin:16mm}}
`;
