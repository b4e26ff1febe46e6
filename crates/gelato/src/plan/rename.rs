//! Renames: objects that a plan destroys under one address and creates alike under another.
//!
//! Terraform does not know that a resource was renamed until a `moved` block says so.
//! <https://developer.hashicorp.com/terraform/language/modules/develop/refactoring>

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::action::Action;
use super::change::Change;
use super::shown_plan::Plan;
use crate::terraform::AddressPath;

/// What was probably renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rename {
    /// The old address.
    pub from: String,
    /// The new one.
    pub to: String,
    /// The call that says so.
    pub call: String,
    /// The module whose description gets the call; `None` for the root.
    pub module: Option<String>,
}

/// The resources of a plan that were probably renamed, each destroyed one with the most similar created one.
pub fn renames(plan: &Plan) -> Vec<Rename> {
    let mut pairs = pairs(plan);
    let mut found = Vec::new();
    while let Some((from, to)) = pairs.first().cloned() {
        let rename = whole_module(&from, &to, &pairs).unwrap_or_else(|| Rename::of(&from, &to));
        let moves: Box<dyn Fn(&AddressPath) -> bool> = match rename.from.parse::<AddressPath>() {
            Ok(AddressPath { modules, resource: None }) => Box::new(move |path| path.modules.starts_with(&modules)),
            _ => Box::new(move |path| *path == from),
        };
        pairs.retain(|(from, _)| !moves(from));
        found.push(rename);
    }
    found
}

type Pair = (AddressPath, AddressPath);

fn pairs(plan: &Plan) -> Vec<Pair> {
    let of = |action: Action| plan.changes().filter(move |change| change.action() == action);
    let mut candidates = Vec::new();
    for gone in of(Action::Destroy) {
        for made in of(Action::Create).filter(|made| made.kind == gone.kind) {
            let paths = gone.address.parse().ok().zip(made.address.parse().ok());
            candidates.extend(paths.zip(similarity(gone, made)));
        }
    }
    candidates.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut pairs: Vec<Pair> = Vec::new();
    for ((from, to), _) in candidates {
        if pairs.iter().all(|(known, new)| *known != from && *new != to) {
            pairs.push((from, to));
        }
    }
    pairs.sort();
    pairs
}

/// The share of known arguments that are equal, if it is at least a half. The same name in another module counts as much
/// as an argument.
fn similarity(gone: &Change, made: &Change) -> Option<f64> {
    let (before, after) = (gone.all_before().as_object()?, made.planned().as_object()?);
    let known: Vec<_> = after.iter().filter(|(_, value)| says_something(value)).collect();
    let equal = known.iter().filter(|(name, value)| before.get(*name) == Some(value)).count();
    let same_name = gone.address.rsplit('.').next() == made.address.rsplit('.').next();
    let (equal, all) = (as_number(equal + usize::from(same_name)), as_number(known.len() + 1));
    let share = equal / all;
    (share >= 0.5).then_some(share)
}

/// A plan has far fewer arguments than a number of this type has values.
pub(crate) fn as_number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whether an argument has a value.
pub(crate) fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(items) => !items.is_empty(),
        _ => true,
    }
}

/// The rename of a module, if two addresses differ only in their outermost module, and those of its other resources too.
fn whole_module(from: &AddressPath, to: &AddressPath, pairs: &[Pair]) -> Option<Rename> {
    let inner = |path: &AddressPath| (path.modules.get(1..).map(<[_]>::to_vec), path.resource.clone());
    let (old, new) = (from.modules.first()?, to.modules.first()?);
    let is_of = |path: &AddressPath| path.modules.first() == Some(old);
    let follows = |(from, to): &Pair| inner(from) == inner(to) && to.modules.first() == Some(new);
    let module = |step: &crate::terraform::Step| AddressPath { modules: vec![step.clone()], resource: None };
    (old != new && pairs.iter().filter(|(from, _)| is_of(from)).all(follows))
        .then(|| Rename::of(&module(old), &module(new)))
}

impl Rename {
    fn of(from: &AddressPath, to: &AddressPath) -> Self {
        let (call, module) = call(from, to);
        Self { from: from.to_string(), to: to.to_string(), call, module }
    }
}

/// The call of `moved` for a rename, and its module: in the module's own description if there is one.
fn call(from: &AddressPath, to: &AddressPath) -> (String, Option<String>) {
    let without_module = |path: &AddressPath| AddressPath { modules: Vec::new(), resource: path.resource.clone() };
    match (&from.modules[..], &to.modules[..]) {
        ([one], [other]) if one == other && one.key.is_none() && to.resource.is_some() => {
            let (from, to) = (without_module(from).to_string(), without_module(to).to_string());
            (format!("m.moved({from:?}, {to:?});"), Some(one.name.clone()))
        }
        _ => {
            let (from, to) = (from.to_string(), to.to_string());
            (format!("service.root(|root, _| root.moved({from:?}, {to:?}));"), None)
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, call, module } = self;
        writeln!(formatter, "  ? renamed  {from} is now {to}? Then nothing need be destroyed; say so")?;
        match module {
            Some(module) => write!(formatter, "             in the module `{module}`: {call}"),
            None => write!(formatter, "             in the service's description: {call}"),
        }
    }
}
