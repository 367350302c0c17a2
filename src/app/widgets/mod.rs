//! Parts that views are made of: fields, figures, badges, states, dialogs.
//!
//! A part draws what it is given and says what was done to it. It knows no service, no command and no view, and
//! takes every colour and size from `theme`.

pub mod badge;
pub mod button;
pub mod combo;
pub mod confirm;
pub mod doubts;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod info_tip;
pub mod key_figure;
pub mod modal;
pub mod model_picker;
pub mod plots;
pub mod run_picker;
pub mod table;
pub mod toast;
pub mod trouble;

#[cfg(test)]
pub(crate) mod testing;
