#nullable enable

namespace Repartee.Training.Report
{
    /// <summary>How the page looks: by daylight and by night, on a desk and on a phone.</summary>
    internal static class ReportStyle
    {
        internal const string Css = @"
:root{--paper:#fbfaf7;--card:#ffffff;--ink:#1d2126;--soft:#565d68;--rule:#e4e0d8;--grid:#ece9e2;--gone:#8c2f14;--gonebg:#fbe6dd;
--come:#1c5a37;--comebg:#dff1e4;--alert:#8c2f14;
--k0:#275d92;--k1:#ad4a24;--k2:#2d704b;--k3:#7d4c94;--k4:#82610a;--k5:#1d6f7c;--k6:#9c3557;--k7:#545e6b;
--serif:'Iowan Old Style','Palatino Linotype',Palatino,'Source Serif 4','Noto Serif',Georgia,serif;
--sans:Inter,'Segoe UI',system-ui,-apple-system,'Noto Sans','Helvetica Neue',Arial,sans-serif;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--paper:#15171b;--card:#1b1e23;--ink:#e9e6df;--soft:#a5abb5;--rule:#2e3238;--grid:#282c32;
--gone:#f0a58a;--gonebg:#41261d;--come:#8fd6a9;--comebg:#1c3627;--alert:#f0a58a;
--k0:#7fb4ea;--k1:#ea9a6c;--k2:#79c79b;--k3:#cb9fe3;--k4:#dcbb5a;--k5:#69c8d4;--k6:#ee8dac;--k7:#aeb8c6}}
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.55 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:64px 32px 48px}
h1,h2{font-family:var(--serif);font-weight:500;letter-spacing:-.01em;line-height:1.15;margin:0}
h1{font-size:44px}
h2{font-size:28px;margin-bottom:20px}
h3{font-size:15px;font-weight:600;margin:0;line-height:1.4}
p{margin:0}
section{margin-top:64px;padding-top:28px;border-top:1px solid var(--rule)}
.eyebrow{color:var(--soft);font-size:13px;letter-spacing:.08em;text-transform:uppercase;margin-bottom:12px}
.lede{font-family:var(--serif);font-size:22px;line-height:1.45;max-width:34em;margin-top:16px}
.note,.about{color:var(--soft);font-size:14px}
.note{max-width:46em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:20px 28px;margin:36px 0 0}
.facts dt{color:var(--soft);font-size:13px;line-height:1.35}
.facts dd{margin:2px 0 0;font-family:var(--serif);font-size:25px;line-height:1.25}
.facts>div{display:flex;flex-direction:column;justify-content:flex-end}
.facts.small{margin-top:24px}
.facts.small dd{font-size:19px}
.charts{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:44px 44px}
.chart{margin:0;min-width:0;display:flex;flex-direction:column}
.chart.wide{grid-column:1/-1}
figcaption{display:grid;grid-template-columns:1fr auto;gap:0 16px;align-items:baseline;margin-bottom:18px}
figcaption .about{grid-column:1/-1;min-height:4.5em}
.wide figcaption .about{min-height:0}
.now{color:var(--soft);font-size:13px;text-align:right}
.now strong{color:var(--ink);font-size:17px;font-weight:600;margin-right:2px}
.body{display:grid;grid-template-columns:minmax(0,1fr);margin:auto 8px 0 52px}
.body.named{grid-template-columns:minmax(0,1fr) 208px;margin-right:0}
.plot{position:relative;height:160px}
.wide .plot{height:250px}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible;display:block}
.tick{position:absolute;right:100%;margin-right:10px;
transform:translateY(-50%);color:var(--soft);font-size:12px;line-height:1;white-space:nowrap}
.across{display:flex;justify-content:space-between;margin-top:8px;grid-column:1;color:var(--soft);font-size:12px}
svg path{fill:none;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
svg .grid,svg .zero{stroke:var(--grid);stroke-width:1}
svg .zero{stroke:var(--soft);opacity:.55}
svg .guide{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 4}
svg .pause{stroke:var(--alert);stroke-width:1.5;stroke-dasharray:5 4}
svg .line{stroke-width:2.25}
svg .raw{stroke-width:1;opacity:.45}
svg .dot{stroke-width:7}
svg .band{stroke:none;opacity:.2}
svg rect{fill:transparent}
svg rect:hover{fill:var(--soft);opacity:.16}
path.c0{stroke:var(--k0)}path.c1{stroke:var(--k1)}path.c2{stroke:var(--k2)}path.c3{stroke:var(--k3)}
path.c4{stroke:var(--k4)}path.c5{stroke:var(--k5)}path.c6{stroke:var(--k6)}path.c7{stroke:var(--k7)}
svg .band{fill:var(--k0)}
.names{list-style:none;margin:0;padding:0;position:relative}
.names li{position:absolute;left:14px;width:194px;transform:translateY(-50%);font-size:13.5px;line-height:1.2;
display:flex;gap:8px;white-space:nowrap}
.names span{overflow:hidden;text-overflow:ellipsis}
.names b{font-weight:600}
li.c0{color:var(--k0)}li.c1{color:var(--k1)}li.c2{color:var(--k2)}li.c3{color:var(--k3)}
li.c4{color:var(--k4)}li.c5{color:var(--k5)}li.c6{color:var(--k6)}li.c7{color:var(--k7)}
article{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:22px 26px;margin-top:18px}
.persona{color:var(--soft);font-size:13.5px;unicode-bidi:isolate}
.player{font-weight:600;margin-top:4px;unicode-bidi:isolate}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:24px 40px;margin-top:16px}
.pair>div{min-width:0;display:flex;flex-direction:column}
.when{color:var(--soft);font-size:13px;margin-top:auto;padding-top:2px}
.pair .persona+.player,.pair .player{margin-bottom:10px}
.when b{color:var(--ink);font-weight:600;margin-left:4px}
blockquote{font-family:var(--serif);font-size:19px;line-height:1.5;margin:4px 0 14px;flex:1;unicode-bidi:isolate}
blockquote i{color:var(--soft)}
del,ins{text-decoration:none;border-radius:3px;padding:1px 3px;margin:0 -3px;-webkit-box-decoration-break:clone;box-decoration-break:clone}
del{color:var(--gone);background:var(--gonebg)}
ins{color:var(--come);background:var(--comebg)}
.terms{margin:0;font-size:13px}
.terms>div{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.2fr);gap:12px;align-items:center;padding:1px 0}
.terms dt{color:var(--soft);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.terms dd{margin:0;display:flex;gap:10px;align-items:center;justify-content:flex-end}
.terms i{display:block;flex:1;height:4px;border-radius:2px;background:var(--grid);overflow:hidden}
.terms i i{height:100%;background:var(--k0)}
.terms span{min-width:2.6em;text-align:right}
.alert{border-color:var(--alert)}
.alert h3{color:var(--alert)}
.alert p{margin-top:6px}
.scroll{overflow-x:auto;margin-top:16px}
table{border-collapse:collapse;font-size:13.5px}
caption{text-align:left;color:var(--soft);padding-bottom:6px}
th,td{text-align:right;padding:5px 14px;border-bottom:1px solid var(--rule);white-space:nowrap;font-weight:400}
th{color:var(--soft)}
tbody th{color:var(--ink)}
.means{width:100%;max-width:560px;margin-bottom:8px}
.means th:first-child{text-align:left;padding-left:0}
.means tbody tr:first-child>*{font-weight:600}
td.up{color:var(--come)}td.down{color:var(--gone)}
summary{cursor:pointer;color:var(--soft);font-size:14px}
.settings{columns:3 260px;column-gap:48px}
.settings>div{break-inside:avoid;padding-bottom:28px}
.pairs{margin:6px 0 0;font-size:13.5px}
.pairs>div{display:flex;justify-content:space-between;gap:16px;border-bottom:1px solid var(--grid);padding:4px 0}
.pairs dt{color:var(--soft);min-width:7em}
.pairs dd{margin:0;text-align:right}
footer{margin-top:72px;color:var(--soft);font-size:13px}
:focus-visible{outline:2px solid var(--k0);outline-offset:3px}
@media(max-width:1000px){.charts{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media(max-width:760px){main{padding:36px 18px}h1{font-size:32px}h2{font-size:24px}.lede{font-size:19px}section{margin-top:44px}
.charts{grid-template-columns:1fr;gap:36px}.chart.wide{grid-column:auto}figcaption .about{min-height:0}
.body,.body.named{grid-template-columns:minmax(0,1fr);margin:0 6px 0 44px}.plot,.wide .plot{height:180px}
.names{display:flex;flex-wrap:wrap;gap:6px 18px;margin:12px 0 0 -44px;order:2}.names li{position:static;transform:none;width:auto}
.facts{grid-template-columns:1fr 1fr;gap:16px 20px}.facts dd{font-size:21px}
.pair{grid-template-columns:1fr;gap:18px}article{padding:18px}blockquote{font-size:18px}
th,td{padding:5px 8px}}
@media print{article,figure{break-inside:avoid}}
";
    }
}
