/** The style of a report in HTML: one readable column, light or dark as the reader's system is, plain in print. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#fdfdfc;--card:#f4f6f7;--ink:#26323b;--muted:#5d6b76;--rule:#d8dee3;--accent:#1f6f8b;--series-1:#1f6f8b;--series-2:#e08e45;--series-3:#6a4c93;--series-4:#5f9e6e;--series-5:#b5495b}
@media (prefers-color-scheme:dark){:root{--page:#14191d;--card:#1d252b;--ink:#dfe5e9;--muted:#9aa8b2;--rule:#36424b;--accent:#6cb8d2;--series-1:#4d9fbb;--series-2:#e6a263;--series-3:#a58bcb;--series-4:#7fbd8e;--series-5:#d8788a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:17px/1.62 Georgia,"Iowan Old Style","Palatino Linotype","DejaVu Serif",serif;-webkit-text-size-adjust:100%}
main{max-width:44rem;margin:0 auto;padding:3.5rem 1.25rem 4rem;overflow-wrap:break-word}
h1,h2,h3,h4,nav,table,figcaption,.subtitle,.cite,.references,.caption{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,"DejaVu Sans",sans-serif}
h1{font-size:2.3rem;line-height:1.15;letter-spacing:-.015em;margin:0 0 .5rem;text-wrap:balance}
header{margin:0 0 1.75rem}
.subtitle{color:var(--muted);font-size:1rem;line-height:1.5;margin:0}
h2{font-size:1.4rem;line-height:1.25;margin:2.75rem 0 .75rem;padding-top:.25rem;text-wrap:balance}
h3{font-size:1.1rem;line-height:1.3;margin:1.75rem 0 .4rem}
h4,h5,h6{font-size:1rem;margin:1.4rem 0 .3rem}
p{margin:0 0 1rem}
ul,ol{margin:0 0 1rem;padding-left:1.35rem}
li{margin:.3rem 0}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
.cite{font-size:.68em;line-height:0;vertical-align:super;white-space:nowrap}
.cite a{text-decoration:none;padding:0 .1em}
.cite a:hover{text-decoration:underline}
.summary{background:var(--card);border-left:4px solid var(--accent);border-radius:4px;padding:1.25rem 1.5rem .5rem;margin:0 0 2rem}
.summary h2{margin:0 0 .6rem;padding:0;font-size:1.2rem}
.summary li{margin:.45rem 0}
nav{font-size:.92rem;line-height:1.5;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:.9rem 0;margin:0 0 2rem}
nav ol{columns:2;column-gap:2rem;margin:0;padding-left:1.4rem}
nav li{margin:0;padding:.15rem 0;break-inside:avoid}
nav a{text-decoration:none;color:var(--ink)}
nav a:hover{text-decoration:underline}
figure{margin:1.5rem 0}
figure svg,figure img{display:block;width:100%;height:auto}
figure img{background:#fff;border-radius:4px;width:auto;max-width:100%;margin:0 auto}
figcaption,.caption{color:var(--muted);font-size:.9rem;line-height:1.4;margin:0 0 .6rem}
figcaption.below{margin:.6rem 0 0}
.caption{font-weight:600;color:var(--ink);margin-top:1.5rem}
.scroll{overflow-x:auto;margin:0 0 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;border-bottom:2px solid var(--rule)}
th.number,td.number{text-align:right;font-variant-numeric:tabular-nums;padding:.45rem .75rem}
th.number:last-child,td.number:last-child{padding-right:0}
details{margin:0 0 1.25rem;font-size:.95rem}
summary{cursor:pointer;color:var(--muted);font:.88rem system-ui,-apple-system,"Segoe UI",Helvetica,Arial,"DejaVu Sans",sans-serif}
details .scroll{margin-top:.5rem}
blockquote{margin:0 0 1rem;padding-left:1rem;border-left:3px solid var(--rule);color:var(--muted)}
pre{background:var(--card);padding:1rem;border-radius:4px;overflow-x:auto;font-size:.85rem;line-height:1.45}
code{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
.references{font-size:.9rem;line-height:1.5;padding-left:1.9rem}
.references li{margin:.55rem 0}
.references li:target{background:var(--card);outline:6px solid var(--card)}
.references .where{display:block;color:var(--muted);overflow-wrap:anywhere}
@media (max-width:36rem){body{font-size:16px}nav ol{columns:1}h1{font-size:1.9rem}main{padding-top:2rem}}
@media print{:root{--page:#fff;--card:#f4f6f7;--ink:#000;--muted:#444;--rule:#ccc;--accent:#0b4f66}body{font-size:10.5pt}main{max-width:none;padding:0}nav{display:none}a{color:inherit;text-decoration:none}h2,h3,.caption,figcaption{break-after:avoid}figure,tr,li,.summary{break-inside:avoid}details>*{display:block}details::details-content{content-visibility:visible}summary{list-style:none}@page{margin:20mm 18mm}}
`.trim();
