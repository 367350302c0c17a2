//! Mortality models as pairs of a key and its value, without heads.
use super::{Ask, Look, MOST_SHOWN, no_base};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::lifecycle::{LifecycleStage, check_known};
use crate::domain::mortality::{Frequency, MortalityModel, StageMortality};
use crate::exchange::heads::Use;
use crate::exchange::models::ModelDocument;
use crate::exchange::rejected::Rejections;
use crate::exchange::table::{Row, Table};
use crate::exchange::{heads, periods};

/// A mortality model as pairs of a key and its value: `rate` and `frequency`, and a stage with its daily rate.
pub(super) struct Pairs {
    rate: Option<f64>,
    frequency: Option<Frequency>,
    stage_overrides: Vec<StageMortality>,
    rejections: Rejections,
}

impl Pairs {
    /// Such a table: two columns, of which the first row has `rate` or `frequency` with what they hold.
    pub(super) fn of(table: &Table, stages: &[LifecycleStage]) -> Option<Self> {
        let is_rate =
            |key: &str| ["rate", "ratepercent", "mortality", "dødelighet", "dødelighed"].contains(&key);
        let is_frequency = |key: &str| ["frequency", "frekvens", "hyppighet"].contains(&key);
        let first = table.rows().next()?;
        let (key, value) = (heads::bare(first.cell(0)), first.cell(1));
        let begins = (is_rate(&key) && table.number(value).is_some())
            || (is_frequency(&key) && periods::of_word(value).is_some());
        if !begins {
            return None;
        }
        let mut pairs = Self {
            rate: None,
            frequency: None,
            stage_overrides: Vec::new(),
            rejections: Rejections::default(),
        };
        for row in table.rows() {
            if let Err(fault) = pairs.add(table, row, stages, &is_rate, &is_frequency) {
                pairs.rejections.add(row, fault);
            }
        }
        Some(pairs)
    }

    fn add(
        &mut self,
        table: &Table,
        row: Row<'_>,
        stages: &[LifecycleStage],
        is_rate: &dyn Fn(&str) -> bool,
        is_frequency: &dyn Fn(&str) -> bool,
    ) -> Outcome<()> {
        let (name, value) = (row.cell(0), row.cell(1));
        let key = heads::bare(name);
        let place = format!("line {}", row.line);
        let twice =
            || Fault::invalid(format!("\"{name}\" is given twice"), &place, "Accepted is each of them once");
        let rate = || {
            let range = accepted::MORTALITY_PERCENT;
            let number = table.number(value).ok_or_else(|| {
                let value: String = value.chars().take(MOST_SHOWN).collect();
                let hint = format!("Accepted is {}", range.words());
                Fault::invalid(format!("\"{value}\" is not accepted"), &place, hint)
            })?;
            range.check(&place, number)?;
            Ok::<f64, Fault>(number)
        };
        if is_rate(&key) {
            let rate = rate()?;
            if self.rate.replace(rate).is_some() {
                return Err(twice());
            }
        } else if is_frequency(&key) {
            let frequency = periods::of_word(value).ok_or_else(|| {
                let value: String = value.chars().take(MOST_SHOWN).collect();
                Fault::invalid(
                    format!("\"{value}\" is not accepted"),
                    &place,
                    "Accepted is daily, weekly or monthly",
                )
            })?;
            if self.frequency.replace(frequency).is_some() {
                return Err(twice());
            }
        } else {
            check_known(&place, name, stages)?;
            if self.stage_overrides.iter().any(|item| item.stage == name) {
                return Err(twice());
            }
            let rate = rate()?;
            self.stage_overrides.push(StageMortality { stage: name.to_owned(), daily_rate_percent: rate });
        }
        Ok(())
    }

    pub(super) fn look(self, table: &Table, ask: Ask<'_>) -> Look {
        let frequency = self.frequency.or(ask.rates_are).unwrap_or(Frequency::Daily);
        let document = self.rate.ok_or_else(no_base).map(|rate_percent| {
            ModelDocument::Mortality(MortalityModel {
                name: ask.name.to_owned(),
                frequency,
                rate_percent,
                stage_overrides: self.stage_overrides,
                schedule: Vec::new(),
            })
        });
        Look {
            document,
            rows: table.rows().len(),
            columns: vec![Use::of("first column", "key"), Use::of("second column", "value")],
            rejections: self.rejections,
            notes: Vec::new(),
            profile: None,
            rates_are: Some(frequency),
        }
    }
}

/// Whether a table is a mortality model as pairs of a key and its value.
pub fn are_pairs(table: &Table) -> bool {
    Pairs::of(table, &[]).is_some()
}
