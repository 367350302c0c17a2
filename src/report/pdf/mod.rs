//! The report as PDF, for paper and for whoever it is sent to.
//!
//! - `laid_out`: the blocks as plain data for the template, with plots drawn
//! - `report.typ`: the template, which says how they look; it never reads a name as anything but text
//! - `world`: all that typesetting may see: the template, the data, the fonts
mod laid_out;
mod world;

use chrono::{Datelike as _, Timelike as _};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use super::contents::Contents;
use super::fonts::Fonts;
use laid_out::LaidOut;
use world::Desk;

/// The report as PDF. The same contents give the same bytes.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, String> {
    let options = PdfOptions {
        creator: Smart::Custom(Some(contents.about.program.as_str().into())),
        timestamp: made_at(contents),
        ..PdfOptions::default()
    };
    let pages = typeset(contents);
    let pdf = pages.and_then(|pages| typst_pdf::pdf(&pages, &options).map_err(|errors| said(&errors)));
    // What was remembered for a next time is of no use to another report.
    typst::comemo::evict(0);
    pdf
}

/// The pages, with everything in its place.
fn typeset(contents: &Contents<'_>) -> Result<PagedDocument, String> {
    let mut report = LaidOut::of(contents);
    let fonts = Fonts::for_text(&report.to_json()?);
    report.set_fonts(&fonts);
    let desk = Desk::new(report.to_json()?, fonts.fonts).ok_or("the template has no place")?;
    typst::compile(&desk).output.map_err(|errors| said(&errors))
}

fn made_at(contents: &Contents<'_>) -> Option<Timestamp> {
    let at = contents.about.at;
    let small = |value: u32| u8::try_from(value).ok();
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )?))
}

fn said(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
