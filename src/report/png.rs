//! Plots as a picture of points, for slides and letters.
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::sync::Arc;

use super::contents::Contents;
use super::fonts::Fonts;
use super::svg;

/// Two points for one of the drawing: sharp on fine screens and on paper.
const SCALE: f32 = 2.0;

/// The wished plot, or all plots, as PNG.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, String> {
    let svg = svg::sheet(contents);
    let fonts = Fonts::for_text(&svg);
    let options = Options {
        font_family: fonts.families().first().map(|family| (*family).to_owned()).unwrap_or_default(),
        fontdb: Arc::new(fonts.database()),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let (width, height) = (SCALE * size.width() as f32, SCALE * size.height() as f32);
    let mut picture =
        Pixmap::new(width as u32, height as u32).ok_or_else(|| "the picture is too large".to_owned())?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measure::Measure;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::{PlotOf, Wishes};

    #[test]
    fn a_picture_has_the_runs_colours_and_text_on_white() {
        let gathered = gathered(compared(&[("a", |_| {}), ("b", |s| s.tgc_model.tgc_value = 3.0)]));
        let wishes = Wishes { plot: Some(PlotOf::Measure(Measure::Weight)), ..Wishes::default() };
        let png = render(&Contents::of(&gathered, &wishes)).unwrap();
        let picture = image::load_from_memory(&png).unwrap().to_rgba8();
        assert_eq!(picture.width(), 2 * (560 + 48));
        assert_eq!(picture.get_pixel(2, 2).0, [255; 4]);
        let count = |color: [u8; 4]| picture.pixels().filter(|pixel| pixel.0 == color).count();
        let (baseline, other) = (count([0x17, 0x1c, 0x1e, 255]), count([0x00, 0x72, 0xb2, 255]));
        assert!(baseline > 1000 && other > 500, "{baseline} and {other} points are of the runs' colours");
        // The title stands at the top: without fonts there would be nothing.
        let title = (0..80).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
        assert!(title.filter(|(x, y)| picture.get_pixel(*x, *y).0 != [255; 4]).count() > 500);
    }
}
