//! The colours in which runs are told apart, the same in the window and in reports.
//!
//! After Okabe and Ito, "Color Universal Design" (2008): seven colours that people with any kind of colour vision tell
//! apart, here darker or lighter where a thin line of the original would not be seen on our ground. The order puts the
//! most different first. The baseline takes none of them: it is drawn in the colour of text.

/// How many runs get a colour of their own before the colours start again.
pub const COUNT: usize = 7;

/// The colours on a light ground, as 0xRRGGBB.
pub const LIGHT: [u32; COUNT] = [
    0x0072B2, // blue, as published
    0xD55E00, // vermillion, as published
    0x008A64, // bluish green, darker
    0xB45F8E, // reddish purple, darker
    0xB07600, // orange, darker
    0x2F93CC, // sky blue, darker
    0x8A8000, // yellow, darker
];

/// The colours on a dark ground, as 0xRRGGBB.
pub const DARK: [u32; COUNT] = [
    0x4A9BDB, // blue, lighter
    0xEC782A, // vermillion, lighter
    0x17B88A, // bluish green, lighter
    0xD78CB5, // reddish purple, lighter
    0xE69F00, // orange, as published
    0x8ACDF2, // sky blue, lighter
    0xF0E442, // yellow, as published
];
