//! Puts the values that a program changes into the table of an environment's text.

use std::borrow::Cow;

use serde::de::Error as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::in_code::Change;

/// The table with these values.
pub(super) fn changed<'i>(file: Spanned<DeTable<'i>>, changes: &'i [Change]) -> Result<Spanned<DeTable<'i>>, Error> {
    let span = file.span();
    let mut table = file.into_inner();
    for change in changes {
        let mut parsed = DeTable::parse(&change.text)?.into_inner();
        let value = parsed.remove("value").ok_or_else(|| Error::custom("a value is missing"))?;
        let keys: Vec<&str> = change.key.split('.').collect();
        put(&mut table, &keys, value.into_inner())?;
    }
    Ok(Spanned::new(span, table))
}

/// Puts a value below a path of keys. Tables on the way are made if they are missing.
fn put<'i>(table: &mut DeTable<'i>, keys: &[&'i str], value: DeValue<'i>) -> Result<(), Error> {
    let Some((first, rest)) = keys.split_first() else { return Ok(()) };
    if rest.is_empty() {
        table.insert(Spanned::new(0..0, Cow::Borrowed(*first)), Spanned::new(0..0, value));
        return Ok(());
    }
    if !table.contains_key(*first) {
        table.insert(Spanned::new(0..0, Cow::Borrowed(*first)), Spanned::new(0..0, DeValue::Table(DeTable::new())));
    }
    match table.get_mut(*first).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) => put(inner, rest, value),
        _ => Err(Error::custom(format!("`{first}` is not a table"))),
    }
}
