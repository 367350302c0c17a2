//! What the product is made of: crates of crates.io under licences that `deny.toml` allows, each as `Cargo.lock` pins it.
use std::collections::BTreeMap;
use std::process::Command;

use serde::Deserialize;

const LOCK: &str = include_str!("../../Cargo.lock");

/// What of `deny.toml` is held here too. All of it is what `cargo deny` reads.
#[derive(Deserialize)]
struct Rules {
    graph: Graph,
    licenses: Licenses,
    sources: Sources,
    bans: Bans,
}

#[derive(Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
    allow_git: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Banned>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
    deny_multiple_versions: bool,
}

fn rules() -> Rules {
    toml::from_str(include_str!("../../deny.toml")).unwrap()
}

impl Licenses {
    fn allow(&self, name: &str, expression: &str) -> bool {
        let expression = spdx::Expression::parse_mode(expression, spdx::ParseMode::LAX).unwrap();
        expression.evaluate(|wanted| {
            let wanted = wanted.to_string();
            let except = self.exceptions.iter().filter(|it| it.name == name).flat_map(|it| &it.allow);
            self.allow.iter().chain(except).any(|allowed| *allowed == wanted)
        })
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// What cargo knows of the crates, without asking anybody else; none if one of them was never fetched.
fn metadata(targets: &[String]) -> Option<Vec<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .args(targets.iter().flat_map(|target| ["--filter-platform", target]))
        .output()
        .unwrap();
    let told = asked.status.success().then_some(asked.stdout)?;
    Some(serde_json::from_slice::<Metadata>(&told).unwrap().packages)
}

/// The crates of all systems that it is built for, or where those were not fetched (`cargo fetch --locked`) of this one.
#[expect(clippy::print_stdout, reason = "what was not looked at, for whoever reads on")]
fn packages(rules: &Rules) -> Vec<Package> {
    metadata(&rules.graph.targets).unwrap_or_else(|| {
        let told = Command::new("rustc").arg("-vV").output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        let host = told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        println!("the crates of other systems are not here: only those of {host} are looked at");
        metadata(&[host.to_owned()]).unwrap()
    })
}

#[test]
fn every_crate_has_a_licence_that_is_allowed_and_every_exception_is_needed() {
    let rules = rules();
    let packages = packages(&rules);
    assert!(packages.len() > 300, "{} crates", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|it| !it.license.as_ref().is_some_and(|license| rules.licenses.allow(&it.name, license)))
        .map(|it| format!("{} {}: {}", it.name, it.version, it.license.as_deref().unwrap_or("no licence")))
        .collect();
    assert!(refused.is_empty(), "deny.toml does not allow {refused:#?}");
    let Licenses { allow, exceptions } = rules.licenses;
    let strict = Licenses { allow, exceptions: Vec::new() };
    for Exception { name, .. } in &exceptions {
        let is_needed = packages
            .iter()
            .filter(|it| it.name == *name)
            .any(|it| it.license.as_ref().is_some_and(|license| !strict.allow(name, license)));
        assert!(is_needed, "deny.toml makes an exception for {name}, which needs none");
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let licenses = rules().licenses;
    for (name, license, allowed) in [
        ("any", "MIT OR GPL-3.0-only", true),
        ("any", "MIT AND GPL-3.0-only", false),
        ("any", "(MIT OR GPL-3.0-only) AND Zlib", true),
        ("any", "MIT/Apache-2.0", true),
        ("any", "AGPL-3.0-only", false),
        ("any", "MPL-2.0", false),
        ("option-ext", "MPL-2.0", true),
        ("option-ext", "GPL-2.0-only", false),
    ] {
        assert_eq!(licenses.allow(name, license), allowed, "{name}: {license}");
    }
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

#[test]
fn every_crate_comes_from_a_source_that_is_allowed_and_is_pinned_by_its_checksum() {
    let rules = rules();
    let sources = &rules.sources;
    assert!(sources.allow_git.is_empty(), "a commit has no checksum in Cargo.lock");
    let registries: Vec<String> =
        sources.allow_registry.iter().map(|url| format!("registry+{url}")).collect();
    let Lock { package } = toml::from_str(LOCK).unwrap();
    assert!(package.len() > 300, "{} crates", package.len());
    for Locked { name, version, source, checksum } in package {
        match source {
            None => assert_eq!(name, env!("CARGO_PKG_NAME"), "a crate of a path of somebody's disk"),
            Some(source) => {
                assert!(registries.contains(&source), "{name} {version} comes from {source}");
                assert_eq!(checksum.map(|sum| sum.len()), Some(64), "{name} {version}");
            }
        }
    }
    for Package { name, source, .. } in packages(&rules) {
        assert!(source.is_none_or(|source| registries.contains(&source)), "{name}");
    }
}

#[test]
fn there_is_one_version_of_what_shall_be_there_once() {
    let Lock { package } = toml::from_str(LOCK).unwrap();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in &package {
        versions.entry(&it.name).or_default().push(&it.version);
    }
    for Banned { name, deny_multiple_versions } in rules().bans.deny {
        let found = versions.get(name.as_str()).map_or(0, Vec::len);
        // Without that it shall not be there at all.
        let most = usize::from(deny_multiple_versions);
        assert_eq!(found, most, "{name}: {:?}", versions.get(name.as_str()));
    }
}
