//! How a page looks: on a screen in light and dark, and on paper.
use std::fmt::Write as _;

use crate::domain::series_look::{COUNT, DARK, LIGHT};

/// How lines are broken, as a second sign beside the colour: the first is the baseline's.
pub(super) const DASHES: [&str; 6] = ["", "7 4", "2 3", "8 3 2 3", "13 5", "8 3 2 3 2 3"];

/// The class of the lines of a run: its colour.
pub(super) fn class(run: usize) -> String {
    run.checked_sub(1).map_or_else(|| "base".to_owned(), |place| format!("s{}", place % COUNT))
}

/// How the lines of a run are broken.
pub(super) fn dashes(run: usize) -> &'static str {
    DASHES[run % DASHES.len()]
}

const LIGHT_GREYS: &str = "--ground:#fff;--text:#171c1e;--muted:#555f63;--sunken:#edeff0;--band:#f3f5f6;--line:#d5dadc;\
    --strong:#858f93;--accent:#0b6a72;--better:#1f6b3f;--worse:#855200;--hover:#0b6a7222;color-scheme:light;";
const DARK_GREYS: &str = "--ground:#171b1d;--text:#e6eaeb;--muted:#a0aaae;--sunken:#23292c;--band:#1d2325;--line:#343b3f;\
    --strong:#6c777c;--accent:#5ac4ca;--better:#7fcf99;--worse:#f2b84b;--hover:#5ac4ca33;color-scheme:dark;";

/// The style sheet.
pub(super) fn sheet() -> String {
    let mut sheet = String::new();
    let series = |colors: &[u32; COUNT]| -> String {
        colors.iter().enumerate().map(|(place, color)| format!("--s{place}:#{color:06x};")).collect()
    };
    let (light, dark) = (series(&LIGHT), series(&DARK));
    let _ = write!(
        sheet,
        ":root{{{LIGHT_GREYS}{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{DARK_GREYS}{dark}}}}}"
    );
    for place in 0..COUNT {
        let _ = write!(sheet, ".s{place}{{stroke:var(--s{place})}}");
    }
    sheet.push_str(PLOT);
    sheet.push_str(SHEET);
    sheet
}

/// The style of plots that stand on white paper: every colour is spelled out, as not every reader knows variables.
pub(super) fn plot_style_on_paper() -> String {
    let mut sheet = PLOT.replace('\n', "");
    for (place, color) in LIGHT.iter().enumerate() {
        let _ = write!(sheet, ".s{place}{{stroke:#{color:06x}}}");
    }
    for (name, color) in LIGHT_GREYS.split(';').filter_map(|grey| grey.split_once(':')) {
        sheet = sheet.replace(&format!("var({name})"), color);
    }
    sheet.push_str(ON_PAPER);
    sheet
}

/// How plots look, wherever they stand.
const PLOT: &str = r#"
svg text{fill:var(--muted);font-size:11px}
svg .name{fill:var(--text)}
svg .name,svg .aim{paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}
svg path{fill:none;stroke-width:1.8;stroke-linejoin:round}
svg .base{stroke:var(--text);stroke-width:2.4}
svg circle{stroke-width:2;fill:var(--ground)}
svg .hit{stroke-width:2.4}
svg .mark{fill:var(--ground);stroke-width:1.3}
svg .grid{stroke:var(--line);stroke-width:1}
svg .zero,svg .axis,svg .stage{stroke:var(--strong);stroke-width:1}
svg .band{fill:var(--band)}
svg .target{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 4}
svg .lead{stroke-width:.8}
"#;

/// What only stands where a plot is a picture of its own.
const ON_PAPER: &str = "svg{font-family:'Inter Tabular',Inter,'Segoe UI',system-ui,'Helvetica Neue',Arial,'Noto Sans',sans-serif}\
    svg .paper{fill:#fff}svg .body{fill:#171c1e;font-size:12px}\
    svg .title,svg .caption{fill:#171c1e;font-weight:600;\
    font-family:'Inter Tabular SemiBold','Inter Tabular',Inter,'Segoe UI',system-ui,'Helvetica Neue',Arial,'Noto Sans',sans-serif}\
    svg .title{font-size:17px}svg .caption{font-size:13px}\
    svg .unit{fill:#555f63;font-weight:400;font-family:'Inter Tabular',Inter,'Segoe UI',system-ui,Arial,sans-serif}";

const SHEET: &str = r#"
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:14px/1.45 Inter,"Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
h2{font-size:18px;margin:36px 0 10px;padding-top:12px;border-top:1px solid var(--line)}
h3{font-size:15px;margin:20px 0 6px;overflow-wrap:anywhere}
p,ul,ol{margin:6px 0}
.muted,caption,.path,small{color:var(--muted)}
small{font-size:12px}
.path{font-size:12px;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;padding:0;margin:12px 0 0}
a{color:var(--accent)}
.runs{list-style:none;padding:0;margin:10px 0}
.runs li{display:grid;grid-template-columns:52px 1fr;gap:0 10px;align-items:start;padding:8px 0;border-bottom:1px solid var(--line)}
.runs svg{margin-top:3px}
.runs strong{overflow-wrap:anywhere}
.scroll{overflow-x:auto}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:13px}
caption{text-align:left;padding:0 0 6px;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:5px 10px;border-bottom:1px solid var(--line)}
th{font-weight:600}
tbody th{font-weight:500}
thead th{background:var(--sunken);border-bottom:1px solid var(--strong);vertical-align:bottom}
.n{text-align:right;white-space:nowrap}
.n small{display:block;white-space:normal}
@media print,(min-width:760px){.beside .n small{display:inline-block;white-space:nowrap;min-width:19em;margin-left:1em}.beside thead .n small{min-width:0;margin:0}}
thead th.n{white-space:normal}
.short{white-space:nowrap}
small .short+.short{margin-left:.7em}
tbody th{min-width:6.5em}
.wrap{overflow-wrap:anywhere}
.better{color:var(--better)}
.worse{color:var(--worse)}
.other{font-weight:600}
.hash{font-family:ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace;font-size:12px;overflow-wrap:anywhere}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:16px 24px}
figure{margin:0}
figcaption{font-weight:600;margin-bottom:2px}
figcaption span{font-weight:400;color:var(--muted)}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0;margin:0 0 12px}
.legend li{display:flex;align-items:center;gap:8px;overflow-wrap:anywhere}
svg{display:block}
svg text{font-family:inherit}
figure svg{width:100%;height:auto}
svg .at rect{fill:transparent}
svg .at:hover rect{fill:var(--hover)}
ul.plain{padding-left:18px}
footer{margin:36px auto 28px;color:var(--muted);font-size:12px}
@page{margin:14mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#555f63}}
@media print{
body{font-size:10.5pt;background:none}
main,header,footer{max-width:none;padding:0}
header{padding-top:0}
nav,svg .at{display:none}
h1{font-size:18pt}
h2{font-size:13pt;margin-top:18pt;break-after:avoid}
h3{break-after:avoid}
table{font-size:8.5pt}
small,.path,.hash{font-size:7.5pt}
th,td{padding:2.5pt 4pt}
thead th.n,thead th.wrap{overflow-wrap:anywhere}
thead{display:table-header-group}
tr,figure,.legend,.runs li{break-inside:avoid}
.legend,.legend+p{break-after:avoid}
.scroll{overflow:visible}
.plots{display:block}
figure{margin-bottom:9pt}
figure svg{width:160mm}
tbody tr:first-child,tbody tr:nth-child(2){break-before:avoid}
caption{break-after:avoid}
thead th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"#;
