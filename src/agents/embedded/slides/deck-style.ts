import { COLOUR, SERIES } from './theme.ts';

/** The style of a deck in HTML. A point is a 960th of the slide's width, so that a slide looks the same at every size. */
export const DECK_STYLE = `
:root{--ink:#${COLOUR.ink};--muted:#${COLOUR.muted};--rule:#${COLOUR.rule};${SERIES.map((colour, index) => `--series-${index + 1}:#${colour}`).join(';')}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:#0d1a21;color:var(--ink);font-family:Arial,"Liberation Sans",Helvetica,"DejaVu Sans",sans-serif;line-height:1.22}
.slide{position:relative;overflow:hidden;width:min(100vw,177.78vh);aspect-ratio:16/9;margin:0 auto 2vh;background:#${COLOUR.page};container-type:inline-size}
.slide>*{position:absolute;margin:0}
.paged .slide{display:none;margin:0;position:absolute;inset:0;margin:auto}
.paged .slide.shown{display:block}
.paged{overflow:hidden;height:100vh}
h2{left:4.875%;width:90.25%;top:5.33%;height:10.67%;display:flex;align-items:center;color:#${COLOUR.night};font-weight:700}
.mark{left:4.875%;top:16.27%;width:6.75%;height:.8%;background:#${COLOUR.warm}}
.foot{top:93.33%;left:4.875%;width:90.25%;display:flex;justify-content:space-between;color:var(--muted);font-size:1.146cqw}
.cover{background:#${COLOUR.night};color:#${COLOUR.onNight}}
.cover .mark{left:6.75%;top:29.3%;width:8.25%;height:1.2%}
.cover h1{left:6.75%;width:86%;line-height:1.15}
.cover .subtitle{left:6.75%;width:86%;color:#${COLOUR.onNightMuted};font-size:2.083cqw;line-height:1.35;white-space:pre-line}
ul{list-style:none;padding:0}
.points li{position:relative;padding-left:1.15em}
.points li::before{content:"";position:absolute;left:.1em;top:.47em;width:.32em;height:.32em;border-radius:50%;background:#${COLOUR.accent}}
.entry{display:flex;align-items:center}
.entry b{color:#${COLOUR.accent};width:2em;flex:none;font-size:1.15em}
.source{display:flex}
.source b{color:#${COLOUR.accent};width:5.5%;min-width:2.2em;flex:none}
.source span{overflow-wrap:anywhere}
.source small{display:block;color:var(--muted)}
.cite{color:var(--muted);font-size:.6em;white-space:nowrap}
.card{background:#${COLOUR.card};border-left:.6cqw solid #${COLOUR.accent};padding:2.2cqw 1.8cqw}
.card strong{display:block;white-space:nowrap;color:#${COLOUR.accent};line-height:1.1;margin-bottom:1.6cqw}
.card p{margin:0;line-height:1.3}
.charts{display:flex;gap:3.75%}
.charts figure{flex:1;margin:0;min-width:0;display:flex;flex-direction:column}
.charts figcaption{font-size:1.875cqw;font-weight:700;margin-bottom:1.2cqw}
.charts svg{width:100%;max-height:100%;min-height:0;flex:0 1 auto}
.picture img{width:100%;height:100%;object-fit:contain}
table{border-collapse:collapse;width:100%}
th{background:#${COLOUR.accent};color:#fff;text-align:left;padding:.45em .7em}
td{padding:.4em .7em;border-bottom:1px solid var(--rule)}
.number{text-align:right;font-variant-numeric:tabular-nums}
.more{font-size:1.25cqw;color:var(--muted);margin:.8cqw 0 0}
.notes{display:none}
.with-notes .slide.shown .notes{display:block;left:0;right:0;bottom:0;max-height:45%;overflow:auto;background:#fffbe8;border-top:2px solid #${COLOUR.warm};padding:1.2cqw 2cqw;font-size:1.35cqw;line-height:1.4;white-space:pre-line}
@media print{@page{size:13.333in 7.5in;margin:0}body{background:none;height:auto!important;overflow:visible!important}.slide,.paged .slide{display:block!important;position:relative!important;width:13.333in;height:7.5in;margin:0;break-after:page;print-color-adjust:exact;-webkit-print-color-adjust:exact}.notes{display:none!important}}
`.trim();

/** Keys and clicks turn the pages; without it the slides stand below each other. */
export const DECK_SCRIPT = `
(function(){
var slides=[].slice.call(document.querySelectorAll('.slide'));
var at=Math.min(slides.length,Math.max(1,parseInt(location.hash.slice(1),10)||1))-1;
function show(next){
at=Math.max(0,Math.min(slides.length-1,next));
slides.forEach(function(slide,index){slide.classList.toggle('shown',index===at)});
try{history.replaceState(null,'','#'+(at+1))}catch(error){}
}
document.body.classList.add('paged');
show(at);
addEventListener('keydown',function(event){
if(event.ctrlKey||event.altKey||event.metaKey)return;
var key=event.key;
if(key==='ArrowRight'||key==='ArrowDown'||key==='PageDown'||key===' '||key==='Enter')show(at+1);
else if(key==='ArrowLeft'||key==='ArrowUp'||key==='PageUp'||key==='Backspace')show(at-1);
else if(key==='Home')show(0);
else if(key==='End')show(slides.length-1);
else if(key==='n')document.body.classList.toggle('with-notes');
else if(key==='f'&&document.documentElement.requestFullscreen)document.documentElement.requestFullscreen();
else return;
event.preventDefault();
});
addEventListener('click',function(event){
if(getSelection&&String(getSelection()))return;
show(event.clientX<innerWidth/3?at-1:at+1);
});
addEventListener('hashchange',function(){var wanted=parseInt(location.hash.slice(1),10);if(wanted)show(wanted-1)});
})();
`.trim();
