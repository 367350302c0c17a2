//! The real window: the operating system's side of [`super::App`].
use eframe::{NativeOptions, Renderer};
use egui::{IconData, ViewportBuilder, vec2};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::App;
use crate::service::preferences_folder;

/// Smallest window in which every view can be used.
const LEAST: egui::Vec2 = vec2(960.0, 600.0);
/// A window for the first time.
const FIRST: egui::Vec2 = vec2(1280.0, 800.0);

/// Opens the window, with this farm file if one is named, and returns when it is closed.
///
/// # Errors
/// If no way to draw works on this computer: the error says which were tried.
pub fn open_window(open: Option<&Path>, user: &str) -> anyhow::Result<()> {
    // wgpu draws with what Windows, macOS and Linux have today, remote desktops with Windows' own software renderer
    // included; OpenGL serves the older laptops that wgpu finds no driver for.
    let mut tried = Vec::new();
    for renderer in [Renderer::Wgpu, Renderer::Glow] {
        match run(renderer, open.map(Path::to_owned), user) {
            Ok(()) => return Ok(()),
            Err(error) => {
                log::warn!("no window with {renderer}: {error}");
                tried.push(format!("{renderer}: {error}"));
            }
        }
    }
    anyhow::bail!("the window could not be opened ({})", tried.join("; "))
}

fn run(renderer: Renderer, open: Option<PathBuf>, user: &str) -> eframe::Result {
    let viewport = ViewportBuilder::default()
        .with_title("Salmon Run")
        .with_app_id("salmon-run")
        .with_icon(Arc::new(icon()))
        .with_inner_size(FIRST)
        .with_min_inner_size(LEAST)
        .with_drag_and_drop(true);
    // `persist_window`: its size and place, and the widths of columns, are kept by eframe.
    let options = NativeOptions { renderer, viewport, persist_window: true, ..NativeOptions::default() };
    let user = user.to_owned();
    eframe::run_native(
        "Salmon Run",
        options,
        Box::new(move |creation| {
            Ok(Box::new(App::new(&creation.egui_ctx, &user, preferences_folder(), open)?))
        }),
    )
}

/// The icon; a window without one is no reason not to open.
fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}
