//! The indexes of a table: what AWS allows, and the provider's blocks.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html>

use std::collections::BTreeSet;

use crate::aws::{
    DynamodbTableGlobalSecondaryIndex, DynamodbTableGlobalSecondaryIndexRequired, DynamodbTableLocalSecondaryIndex,
    DynamodbTableLocalSecondaryIndexRequired,
};

use crate::terraform::Refusal;

use super::index::{Index, IndexKey, Projection};
use super::table_props::{Billing, TableProps};

/// The quotas of a table. AWS raises only the one for global indexes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
const MOST_GLOBAL: usize = 20;
const MOST_LOCAL: usize = 5;

/// The most non-key attributes that all indexes of a table together may include.
const MOST_INCLUDED: usize = 100;

impl Index {
    fn problem(&self, props: &TableProps) -> Option<Refusal> {
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
        if !(3..=255).contains(&self.name.len()) || !self.name.chars().all(is_allowed) {
            let refused = Refusal::new("its name is invalid");
            return Some(refused.allowing("3 to 255 letters, digits, `_`, `.` and `-`"));
        }
        self.key_problem(props).or_else(|| self.projection_problem(props))
    }

    fn key_problem(&self, props: &TableProps) -> Option<Refusal> {
        match &self.key {
            IndexKey::Global { partition, sort: Some(sort) } if partition.name == sort.name => {
                let refused = Refusal::new(format!("`{}` is both partition key and sort key", sort.name));
                Some(refused.allowing("two different attributes"))
            }
            IndexKey::Local { .. } if props.sort_key.is_none() => {
                let refused = Refusal::new("it is local, and the table has no sort key");
                Some(refused.hint("give the table a sort key, or make this a global index: `Index::global(…)`"))
            }
            IndexKey::Local { sort } if sort.name == props.partition_key.name => {
                let refused = Refusal::new(format!("it sorts by `{}`, which is the table's partition key", sort.name));
                Some(refused.allowing("other attributes"))
            }
            _ => None,
        }
    }

    fn projection_problem(&self, props: &TableProps) -> Option<Refusal> {
        let is_key = |name: &String| props.keys().chain(self.keys()).any(|key| key.name == *name);
        match &self.projection {
            Projection::Include(names) if names.is_empty() => {
                Some(Refusal::new("it includes no attribute").hint("use `Projection::KeysOnly`"))
            }
            Projection::Include(names) => {
                let key = names.iter().find(|name| is_key(name))?;
                let refused = Refusal::new(format!("it includes `{key}`, which is a key"));
                Some(refused.hint("leave it out: an index always has its own keys and the table's"))
            }
            Projection::KeysOnly | Projection::All => None,
        }
    }
}

/// The problems of a table's indexes.
pub(super) fn problems(props: &TableProps) -> Vec<Refusal> {
    let mut problems: Vec<_> = props
        .indexes
        .iter()
        .filter_map(|index| Some(index.problem(props)?.within(format_args!("index `{}`", index.name))))
        .collect();
    let mut seen = BTreeSet::new();
    let twice = props.indexes.iter().filter(|index| !seen.insert(&index.name));
    problems.extend(twice.map(|index| {
        Refusal::new(format!("index `{}` is described twice", index.name)).hint("give one of the two another name")
    }));
    problems.extend(too_many(props));
    problems
}

fn too_many(props: &TableProps) -> impl Iterator<Item = Refusal> {
    let global = props.indexes.iter().filter(|index| index.is_global()).count();
    let included: usize = props.indexes.iter().map(|index| index.projection.names().len()).sum();
    let counts = [
        (format!("it has {global} global indexes"), global, MOST_GLOBAL),
        (format!("it has {} local indexes", props.indexes.len() - global), props.indexes.len() - global, MOST_LOCAL),
        (format!("its indexes include {included} attributes in all"), included, MOST_INCLUDED),
    ];
    let refused =
        |(found, number, most)| (number > most).then(|| Refusal::new(found).allowing(format!("up to {most}")));
    counts.into_iter().filter_map(refused)
}

/// The global indexes as blocks. With provisioned capacity, each has as much as the table.
pub(super) fn global(props: &TableProps) -> Vec<DynamodbTableGlobalSecondaryIndex> {
    let (read_capacity, write_capacity) = match &props.billing {
        Billing::OnDemand => (None, None),
        Billing::Provisioned { read, write } => (Some(read.clone()), Some(write.clone())),
    };
    let described = props.indexes.iter().filter_map(|index| {
        let IndexKey::Global { partition, sort } = &index.key else { return None };
        let required = DynamodbTableGlobalSecondaryIndexRequired {
            hash_key: partition.name.as_str().into(),
            name: index.name.as_str().into(),
            projection_type: index.projection.name().into(),
        };
        let included = index.projection.names();
        Some(DynamodbTableGlobalSecondaryIndex {
            non_key_attributes: (!included.is_empty()).then(|| included.to_vec().into()),
            range_key: sort.as_ref().map(|key| key.name.as_str().into()),
            read_capacity: read_capacity.clone(),
            write_capacity: write_capacity.clone(),
            ..DynamodbTableGlobalSecondaryIndex::new(required)
        })
    });
    described.collect()
}

/// The local indexes as blocks.
pub(super) fn local(props: &TableProps) -> Vec<DynamodbTableLocalSecondaryIndex> {
    let described = props.indexes.iter().filter_map(|index| {
        let IndexKey::Local { sort } = &index.key else { return None };
        let required = DynamodbTableLocalSecondaryIndexRequired {
            name: index.name.as_str().into(),
            projection_type: index.projection.name().into(),
            range_key: sort.name.as_str().into(),
        };
        let included = index.projection.names();
        Some(DynamodbTableLocalSecondaryIndex {
            non_key_attributes: (!included.is_empty()).then(|| included.to_vec().into()),
            ..DynamodbTableLocalSecondaryIndex::new(required)
        })
    });
    described.collect()
}
