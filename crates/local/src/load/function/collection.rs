//! Functions on lists, sets and maps.
//! <https://developer.hashicorp.com/terraform/language/functions#collection-functions>

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Arguments, Outcome};
use crate::load::budget::Shared;
use crate::load::constraint::Type;
use crate::load::convert;
use crate::load::shown::Shown;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "alltrue" => every(given, |flags| flags.iter().all(|flag| *flag)),
        "anytrue" => every(given, |flags| flags.iter().any(|flag| *flag)),
        "chunklist" => chunks(given),
        "coalesce" => coalesce(given),
        "coalescelist" => first(given.values, |value| value.as_array().is_some_and(|items| !items.is_empty())),
        "compact" => list(given, |items| items.retain(|item| !item.is_null() && item.as_str() != Some(""))),
        "concat" => concat(given),
        "contains" => position(given, 0, 1).map(|found| found.is_some().into()),
        "distinct" => distinct(given),
        "element" => element(given),
        "flatten" => given.list(0).map(|items| Value::Array(flatten(items))),
        "index" => index(given),
        "keys" => given.map(0).map(|map| map.keys().map(String::as_str).collect()),
        "length" => length(given),
        "lookup" => lookup(given),
        "matchkeys" => match_keys(given),
        "merge" => merge(given),
        "one" => one(given),
        "range" => range(given),
        "reverse" => list(given, |items| items.reverse()),
        "setintersection" => sets(given, |one, other| one.retain(|item| other.contains(item))),
        "setproduct" => product(given),
        "setsubtract" => sets(given, |one, other| one.retain(|item| !other.contains(item))),
        "setunion" => sets(given, |one, other| one.extend(other.iter().cloned())),
        "slice" => slice(given),
        "sort" => given.value(0).and_then(|value| Type::List(Box::new(Type::Text)).convert(value.clone())).map(sorted),
        "sum" => sum(given),
        "tolist" => given.list(0).map(|items| Value::Array(items.to_vec())),
        "toset" => given.list(0).map(|items| Value::Array(convert::distinct_sorted(items.to_vec()))),
        "tomap" => given.map(0).map(|map| Value::Object(map.clone())),
        "transpose" => transpose(given),
        "values" => given.map(0).map(|map| map.values().cloned().collect()),
        "zipmap" => zipmap(given),
        _ => return None,
    })
}

fn list(given: &Arguments<'_>, change: impl Fn(&mut Vec<Value>)) -> Outcome {
    let mut items = given.list(0)?.to_vec();
    change(&mut items);
    Ok(Value::Array(items))
}

fn every(given: &Arguments<'_>, holds: impl Fn(&[bool]) -> bool) -> Outcome {
    let flags: Vec<bool> = given.list(0)?.iter().map(convert::boolean).collect::<Result<_, _>>()?;
    Ok(Value::Bool(holds(&flags)))
}

fn first(values: &[Shared], fits: impl Fn(&Value) -> bool) -> Outcome {
    let found = values.iter().find(|value| fits(value)).map(|value| Value::clone(value));
    found.ok_or_else(|| "all arguments are null or empty".to_owned())
}

fn coalesce(given: &Arguments<'_>) -> Outcome {
    first(given.values, |value| !value.is_null() && value.as_str() != Some(""))
}

fn chunks(given: &Arguments<'_>) -> Outcome {
    // Terraform makes a single chunk if the size is 0.
    let (items, size) = (given.list(0)?, given.count(1)?);
    let size = if size == 0 { items.len().max(1) } else { size };
    Ok(items.chunks(size).map(|chunk| Value::Array(chunk.to_vec())).collect())
}

/// All combinations of one element of each set.
fn product(given: &Arguments<'_>) -> Outcome {
    if given.values.len() < 2 {
        return Err("at least two sets are needed".to_owned());
    }
    let lists = (0..given.values.len()).map(|index| given.list(index)).collect::<Result<Vec<_>, _>>()?;
    let count = lists.iter().fold(1_usize, |count, items| count.saturating_mul(items.len()));
    for (value, items) in given.values.iter().zip(&lists) {
        given.budget.copies(count / items.len().max(1), value)?;
    }
    let mut combinations = vec![Vec::new()];
    for items in lists {
        let longer =
            |known: Vec<Value>| items.iter().map(move |item| [known.as_slice(), std::slice::from_ref(item)].concat());
        combinations = combinations.into_iter().flat_map(longer).collect();
    }
    Ok(combinations.into_iter().map(Value::Array).collect())
}

fn concat(given: &Arguments<'_>) -> Outcome {
    let mut items = Vec::new();
    for index in 0..given.values.len() {
        given.budget.copies(1, given.value(index)?)?;
        items.extend_from_slice(given.list(index)?);
    }
    Ok(Value::Array(items))
}

fn distinct(given: &Arguments<'_>) -> Outcome {
    let mut seen: Vec<Value> = Vec::new();
    for item in given.list(0)? {
        given.budget.comparisons(seen.len(), item)?;
        if !seen.iter().any(|known| convert::equal(known, item)) {
            seen.push(item.clone());
        }
    }
    Ok(Value::Array(seen))
}

/// Indexes beyond the end wrap around, as in Terraform.
fn element(given: &Arguments<'_>) -> Outcome {
    let (items, index) = (given.list(0)?, given.whole(1)?);
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Err("an empty list has no element".to_owned());
    }
    let index = usize::try_from(index.rem_euclid(count)).unwrap_or_default();
    Ok(items[index].clone())
}

fn flatten(items: &[Value]) -> Vec<Value> {
    let inner = items.iter().map(|item| item.as_array().map_or_else(|| vec![item.clone()], |items| flatten(items)));
    inner.flatten().collect()
}

fn index(given: &Arguments<'_>) -> Outcome {
    position(given, 0, 1)?.map(Value::from).ok_or_else(|| "the value is not in the list".to_owned())
}

/// The position of a value in a list.
fn position(given: &Arguments<'_>, list: usize, wanted: usize) -> Result<Option<usize>, String> {
    let (items, wanted) = (given.list(list)?, given.value(wanted)?);
    given.budget.comparisons(items.len(), wanted)?;
    Ok(items.iter().position(|item| convert::equal(item, wanted)))
}

fn length(given: &Arguments<'_>) -> Outcome {
    match given.value(0)? {
        Value::Array(items) => Ok(items.len().into()),
        Value::Object(members) => Ok(members.len().into()),
        Value::String(text) => Ok(text.chars().count().into()),
        other => Err(format!("`{}` has no length", Shown(other))),
    }
}

fn lookup(given: &Arguments<'_>) -> Outcome {
    let key = given.text(1)?;
    let found = given.map(0)?.get(&key).or_else(|| given.value(2).ok());
    found.cloned().ok_or_else(|| format!("there is no `{key}`, and no default was given"))
}

fn match_keys(given: &Arguments<'_>) -> Outcome {
    let (values, keys, wanted) = (given.list(0)?, given.list(1)?, given.list(2)?);
    given.budget.comparisons(keys.len(), given.value(2)?)?;
    Ok(values.iter().zip(keys).filter(|(_, key)| wanted.contains(key)).map(|(value, _)| value.clone()).collect())
}

fn merge(given: &Arguments<'_>) -> Outcome {
    let mut merged = Map::new();
    for (index, value) in given.values.iter().enumerate() {
        if !value.is_null() {
            merged.extend(given.map(index)?.clone());
        }
    }
    Ok(Value::Object(merged))
}

fn one(given: &Arguments<'_>) -> Outcome {
    match given.list(0)? {
        [] => Ok(Value::Null),
        [only] => Ok(only.clone()),
        several => Err(format!("the list has {} elements; none or one is expected", several.len())),
    }
}

/// Terraform's maximum length of a range.
const LONGEST_RANGE: usize = 1024;

fn range(given: &Arguments<'_>) -> Outcome {
    let (start, end, step) = match given.values.len() {
        1 => (0.0, given.number(0)?, None),
        2 => (given.number(0)?, given.number(1)?, None),
        _ => (given.number(0)?, given.number(1)?, Some(given.number(2)?)),
    };
    let step = step.unwrap_or(if end < start { -1.0 } else { 1.0 });
    if step == 0.0 {
        return Err("the step must not be 0".to_owned());
    }
    let (mut numbers, mut next) = (Vec::new(), start);
    while (step > 0.0 && next < end) || (step < 0.0 && next > end) {
        if numbers.len() == LONGEST_RANGE {
            return Err(format!("more than {LONGEST_RANGE} numbers"));
        }
        numbers.push(convert::from_float(next)?);
        next += step;
    }
    Ok(Value::Array(numbers))
}

fn sets(given: &Arguments<'_>, combine: impl Fn(&mut Vec<Value>, &[Value])) -> Outcome {
    let mut set = given.list(0)?.to_vec();
    for index in 1..given.values.len() {
        given.budget.comparisons(set.len(), given.value(index)?)?;
        given.budget.copies(1, given.value(index)?)?;
        combine(&mut set, given.list(index)?);
    }
    Ok(Value::Array(convert::distinct_sorted(set)))
}

fn slice(given: &Arguments<'_>) -> Outcome {
    let (items, start, end) = (given.list(0)?, given.count(1)?, given.count(2)?);
    let part =
        items.get(start..end).ok_or_else(|| format!("{start} to {end} is not within the {} elements", items.len()));
    part.map(|part| Value::Array(part.to_vec()))
}

fn sorted(value: Value) -> Value {
    let Value::Array(mut items) = value else { return value };
    items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    Value::Array(items)
}

fn sum(given: &Arguments<'_>) -> Outcome {
    let numbers = given.list(0)?.iter().map(convert::float);
    numbers.sum::<Result<f64, String>>().and_then(convert::from_float)
}

fn transpose(given: &Arguments<'_>) -> Outcome {
    let mut transposed: std::collections::BTreeMap<String, BTreeSet<String>> = std::collections::BTreeMap::new();
    for (key, values) in given.map(0)? {
        given.budget.text(values.as_array().map_or(0, Vec::len), key.len())?;
        for value in values.as_array().into_iter().flatten() {
            transposed.entry(convert::text(value)?).or_default().insert(key.clone());
        }
    }
    serde_json::to_value(transposed).map_err(|error| error.to_string())
}

fn zipmap(given: &Arguments<'_>) -> Outcome {
    let (keys, values) = (given.list(0)?, given.list(1)?);
    if keys.len() != values.len() {
        return Err(format!("{} keys and {} values", keys.len(), values.len()));
    }
    let members = keys.iter().zip(values).map(|(key, value)| Ok((convert::text(key)?, value.clone())));
    members.collect::<Result<Map<_, _>, String>>().map(Value::Object)
}
