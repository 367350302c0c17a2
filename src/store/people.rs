//! The people that a farm file names.
use rusqlite::params;

use super::Tx;
use crate::domain::fault::Outcome;
use crate::domain::person::{Person, Role};

impl Tx<'_> {
    /// Everybody who is named, by name.
    pub fn people(&self) -> Outcome<Vec<Person>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, role FROM person ORDER BY name COLLATE NOCASE, name")?;
        let mut rows = statement.query([])?;
        let mut people = Vec::new();
        while let Some(row) = rows.next()? {
            let role: String = row.get(1)?;
            people.push(Person { name: row.get(0)?, role: Role::parse(&role)? });
        }
        Ok(people)
    }

    /// Names a person, or gives one who is named another role.
    pub fn set_role(&self, name: &str, role: Role) -> Outcome<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO person (name, role) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET role = excluded.role",
            )?
            .execute(params![name, role.as_str()])?;
        Ok(())
    }

    /// Names a person no more.
    pub fn remove_person(&self, name: &str) -> Outcome<()> {
        self.connection.prepare_cached("DELETE FROM person WHERE name = ?1")?.execute([name])?;
        Ok(())
    }
}
