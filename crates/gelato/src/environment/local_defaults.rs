//! The defaults of environments on this machine, which cost nothing and which only this machine can reach.
//!
//! An environment in AWS has none: its file says everything that matters there.

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// The defaults.
const DEFAULTS: &str = include_str!("local_defaults.toml");

/// The table of an environment's file. If the environment runs on this machine, it has the defaults for what the file
/// omits.
pub(super) fn complete(file: Spanned<DeTable<'_>>) -> Result<Spanned<DeTable<'_>>, Error> {
    if !is_local(file.get_ref()) {
        return Ok(file);
    }
    let defaults = DeTable::parse(DEFAULTS)?.into_inner();
    let span = file.span();
    Ok(Spanned::new(span, merged(defaults, file.into_inner())))
}

fn is_local(file: &DeTable<'_>) -> bool {
    file.get("target").and_then(|target| target.get_ref().as_str()) == Some("local")
}

/// The members of both tables. Those of the second one take precedence, except that tables in both are merged.
fn merged<'i>(mut defaults: DeTable<'i>, file: DeTable<'i>) -> DeTable<'i> {
    for (key, value) in file {
        let span = value.span();
        let merged = match (defaults.remove(&key).map(Spanned::into_inner), value.into_inner()) {
            (Some(DeValue::Table(default)), DeValue::Table(own)) => DeValue::Table(merged(default, own)),
            (_, own) => own,
        };
        defaults.insert(key, Spanned::new(span, merged));
    }
    defaults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(text: &str) -> toml::Table {
        let table = complete(DeTable::parse(text).unwrap()).unwrap();
        serde::Deserialize::deserialize(toml::Deserializer::from(table)).unwrap()
    }

    #[test]
    fn the_file_takes_precedence_key_by_key() {
        let complete = completed("target = 'local'\nregion = 'eu-west-1'\n[api]\nstage_name = 'v1'");
        assert_eq!(complete["region"].as_str(), Some("eu-west-1"));
        assert_eq!(complete["api"]["stage_name"].as_str(), Some("v1"));
        assert_eq!(complete["api"]["log_level"].as_str(), Some("INFO"));
    }

    #[test]
    fn an_environment_in_aws_has_no_defaults() {
        assert_eq!(completed("target = 'aws'").len(), 1);
    }
}
