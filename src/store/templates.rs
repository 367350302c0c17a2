//! Templates of a farm file.
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Tx, stamp};
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::TemplateId;
use crate::domain::template::{ModelSet, Template, TemplateKey, TemplateRow, gist_of_scenario};

impl Tx<'_> {
    /// The farm file's own templates, by name.
    pub fn templates(&self) -> Outcome<Vec<TemplateRow>> {
        // What is listed is read out of the documents there, which may be long.
        let mut statement = self.connection.prepare_cached(
            "SELECT template_id, name, description, document ->> '$.scenario.duration_days',
                document ->> '$.scenario.initial_weight',
                (SELECT group_concat(key) FROM json_each(t.document, '$.models'))
             FROM recipe_template AS t ORDER BY name COLLATE NOCASE, template_id",
        )?;
        let rows = statement.query_map([], |row| {
            let (days, weight_g): (Option<u32>, Option<f64>) = (row.get(3)?, row.get(4)?);
            let keys: Option<String> = row.get(5)?;
            let gist = match (days, weight_g) {
                (Some(days), Some(weight_g)) => gist_of_scenario(days, weight_g),
                _ => kinds(keys.as_deref().unwrap_or_default()),
            };
            Ok(TemplateRow {
                key: TemplateKey::Own(TemplateId(row.get(0)?)),
                name: row.get(1)?,
                description: row.get(2)?,
                gist,
                is_scenario: days.is_some(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A template of the farm file.
    pub fn template(&self, id: TemplateId) -> Outcome<Template> {
        let found = self
            .connection
            .prepare_cached("SELECT document, name, description FROM recipe_template WHERE template_id = ?1")?
            .query_row([id.0], |row| {
                let document: String = row.get(0)?;
                Ok((document, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let (document, name, description) = found.ok_or_else(|| no_template(id))?;
        Ok(Template { name, description, ..read_json(&document)? })
    }

    /// Stores a new template.
    pub fn insert_template(&self, template: &Template, by: &str, at: DateTime<Utc>) -> Outcome<TemplateId> {
        let document = serde_json::to_string(template).unwrap_or_default();
        self.connection
            .prepare_cached(
                "INSERT INTO recipe_template (name, description, document, created_by, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![template.name, template.description, document, by, stamp(at)])?;
        Ok(TemplateId(self.connection.last_insert_rowid()))
    }

    /// Gives a template another name and description.
    pub fn describe_template(&self, id: TemplateId, name: &str, description: &str) -> Outcome<()> {
        let changed = self
            .connection
            .prepare_cached("UPDATE recipe_template SET name = ?2, description = ?3 WHERE template_id = ?1")?
            .execute(params![id.0, name, description])?;
        if changed == 0 { Err(no_template(id)) } else { Ok(()) }
    }

    /// Deletes a template.
    pub fn delete_template(&self, id: TemplateId) -> Outcome<()> {
        let gone = self
            .connection
            .prepare_cached("DELETE FROM recipe_template WHERE template_id = ?1")?
            .execute([id.0])?;
        if gone == 0 { Err(no_template(id)) } else { Ok(()) }
    }
}

/// The keys of a set of models, in words.
fn kinds(keys: &str) -> String {
    let there = |key: &str| keys.split(',').any(|known| known == key);
    let words: Vec<&str> =
        ModelSet::KINDS.iter().filter(|(key, _)| there(key)).map(|(_, words)| *words).collect();
    words.join(", ")
}

fn no_template(id: TemplateId) -> Fault {
    Fault::not_found(format!("there is no template {id}"), "Choose one of those in the list")
}
