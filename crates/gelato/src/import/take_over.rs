//! The resources of another tool's state, each with the resource that the program describes for it.
//!
//! CDK for Terraform ends its addresses in a hash (`aws_dynamodb_table.shop_table_8235A1B2`). What is compared are the types,
//! the logical names without that hash, and the arguments.
//! <https://developer.hashicorp.com/terraform/cdktf/concepts/constructs#resource-identifiers>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::state::Managed;
use crate::plan::{Action, Plan, as_number, says_something};

/// What the program has for each resource of a state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakeOver {
    /// The resources with their old and new addresses, sorted.
    pub moves: Vec<Move>,
    /// The addresses of the state for which the program describes nothing.
    pub left: Vec<String>,
    /// The addresses of the program that the state does not have.
    pub new: Vec<String>,
}

/// A resource under its old and its new address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The address in the state.
    pub from: String,
    /// The address in the program.
    pub to: String,
    /// Whether only their type says that they are the same: there is one of it on either side.
    pub by_type_only: bool,
}

/// A resource that the program describes.
struct Described<'a> {
    address: &'a str,
    kind: &'a str,
    values: &'a Value,
}

/// Matches a state's resources with those that a plan of the program creates: the most similar ones first.
pub fn take_over(state: &[Managed], plan: &Plan) -> TakeOver {
    let created = plan.changes().filter(|change| change.action() == Action::Create);
    let described: Vec<_> = created
        .map(|change| Described { address: &change.address, kind: &change.kind, values: change.planned() })
        .collect();
    let mut open = Open { state: state.iter().collect(), described };
    let mut moves = open.take_similar();
    moves.extend(open.take_single());
    moves.sort();
    let left = sorted(open.state.iter().map(|managed| managed.address.as_str()));
    TakeOver { moves, left, new: sorted(open.described.iter().map(|described| described.address)) }
}

fn sorted<'a>(addresses: impl Iterator<Item = &'a str>) -> Vec<String> {
    let addresses: BTreeSet<_> = addresses.map(str::to_owned).collect();
    addresses.into_iter().collect()
}

/// What has no counterpart yet.
struct Open<'a> {
    state: Vec<&'a Managed>,
    described: Vec<Described<'a>>,
}

impl Open<'_> {
    fn take_similar(&mut self) -> Vec<Move> {
        let mut pairs = Vec::new();
        for managed in &self.state {
            for described in self.described.iter().filter(|described| described.kind == managed.kind) {
                let similarity = similarity(managed, described);
                if similarity >= ENOUGH {
                    pairs.push((similarity, managed.address.clone(), described.address.to_owned()));
                }
            }
        }
        pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| (&one.1, &one.2).cmp(&(&other.1, &other.2))));
        let mut moves = Vec::new();
        for (_, from, to) in pairs {
            if self.take(&from, &to) {
                moves.push(Move { from, to, by_type_only: false });
            }
        }
        moves
    }

    /// Resources of which there is one of their type on either side.
    fn take_single(&mut self) -> Vec<Move> {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        self.state.iter().for_each(|managed| counts.entry(&managed.kind).or_default().0 += 1);
        self.described.iter().for_each(|described| counts.entry(described.kind).or_default().1 += 1);
        let single = |kind: &str| counts.get(kind) == Some(&(1, 1));
        let pairs = self.state.iter().filter(|managed| single(&managed.kind)).filter_map(|managed| {
            let described = self.described.iter().find(|described| described.kind == managed.kind)?;
            Some((managed.address.clone(), described.address.to_owned()))
        });
        let pairs: Vec<_> = pairs.collect();
        for (from, to) in &pairs {
            self.take(from, to);
        }
        pairs.into_iter().map(|(from, to)| Move { from, to, by_type_only: true }).collect()
    }

    /// Takes both, unless one has a counterpart already.
    fn take(&mut self, from: &str, to: &str) -> bool {
        let old = self.state.iter().position(|managed| managed.address == from);
        let new = self.described.iter().position(|described| described.address == to);
        let (Some(old), Some(new)) = (old, new) else { return false };
        self.state.remove(old);
        self.described.remove(new);
        true
    }
}

/// The similarity from which on two resources are the same.
const ENOUGH: f64 = 0.5;

/// From 0 to 1: the equal arguments count twice, the logical name once.
fn similarity(managed: &Managed, described: &Described<'_>) -> f64 {
    let name = name_similarity(&managed.name, described.address);
    match equal_arguments(&managed.attributes, described.values) {
        Some(arguments) => (2.0 * arguments + name) / 3.0,
        None => name,
    }
}

/// The share of the known arguments that the state has alike; `None` if nothing is known.
fn equal_arguments(state: &Value, planned: &Value) -> Option<f64> {
    let known: Vec<_> = planned.as_object()?.iter().filter(|(_, value)| says_something(value)).collect();
    let equal = known.iter().filter(|(name, value)| state.get(name.as_str()) == Some(value)).count();
    (!known.is_empty()).then(|| as_number(equal) / as_number(known.len()))
}

/// The share of a program's logical name that occurs among the words of the state's name.
fn name_similarity(old: &str, address: &str) -> f64 {
    let new = address.rsplit('.').next().unwrap_or_default();
    let old = words(without_hash(old));
    let new = words(new);
    let common = new.iter().filter(|word| old.contains(word)).count();
    if new.is_empty() { 0.0 } else { as_number(common) / as_number(new.len()) }
}

/// A name without the hash that CDK for Terraform appends: `_` and eight hexadecimal digits in upper case.
pub fn without_hash(name: &str) -> &str {
    let is_hash =
        |end: &str| end.len() == 8 && end.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, 'A'..='F'));
    name.rsplit_once('_').filter(|(_, end)| is_hash(end)).map_or(name, |(name, _)| name)
}

fn words(name: &str) -> Vec<String> {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}
