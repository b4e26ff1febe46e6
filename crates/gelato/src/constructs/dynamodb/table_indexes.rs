//! The indexes of a table: what AWS allows, and the provider's blocks.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html>

use std::collections::BTreeSet;

use crate::aws::{
    DynamodbTableGlobalSecondaryIndex, DynamodbTableGlobalSecondaryIndexRequired, DynamodbTableLocalSecondaryIndex,
    DynamodbTableLocalSecondaryIndexRequired,
};

use super::index::{Index, IndexKey, Projection};
use super::table_props::{Billing, TableProps};

/// The quotas of a table. AWS raises only the one for global indexes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
const MOST_GLOBAL: usize = 20;
const MOST_LOCAL: usize = 5;

/// The most non-key attributes that all indexes of a table together may include.
const MOST_INCLUDED: usize = 100;

impl Index {
    fn problem(self, props: &TableProps) -> Option<String> {
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
        let included = self.projection.names();
        let keys = || props.keys().chain(self.keys());
        if !(3..=255).contains(&self.name.len()) || !self.name.chars().all(is_allowed) {
            return Some("allowed are names of 3 to 255 letters, digits, `_`, `.` and `-`".to_owned());
        }
        match self.key {
            IndexKey::Global { partition, sort: Some(sort) } if partition.name == sort.name => {
                return Some(format!("`{}` is both partition key and sort key: they must differ", sort.name));
            }
            IndexKey::Local { sort } if props.sort_key.is_none() || sort.name == props.partition_key.name => {
                return Some(format!(
                    "it sorts a partition by `{}`: the table must have a sort key, and this one must be another attribute",
                    sort.name
                ));
            }
            _ => {}
        }
        if matches!(self.projection, Projection::Include([])) {
            return Some("it includes no attribute\nhint: Projection::KeysOnly".to_owned());
        }
        let key = included.iter().find(|name| keys().any(|key| key.name == **name))?;
        Some(format!("it includes `{key}`, which is a key and always included"))
    }
}

/// The problems of a table's indexes.
pub(super) fn problems(props: &TableProps) -> Vec<String> {
    let mut problems: Vec<_> = props
        .indexes
        .iter()
        .filter_map(|index| Some(format!("index `{}`: {}", index.name, index.problem(props)?)))
        .collect();
    let mut seen = BTreeSet::new();
    let twice = props.indexes.iter().filter(|index| !seen.insert(index.name));
    problems.extend(twice.map(|index| format!("index `{}` is described twice", index.name)));
    let global = props.indexes.iter().filter(|index| index.is_global()).count();
    let local = props.indexes.len() - global;
    for (kind, found, most) in [("global", global, MOST_GLOBAL), ("local", local, MOST_LOCAL)] {
        if found > most {
            problems.push(format!("{found} {kind} indexes; a table has at most {most}"));
        }
    }
    let included: usize = props.indexes.iter().map(|index| index.projection.names().len()).sum();
    if included > MOST_INCLUDED {
        problems.push(format!("the indexes include {included} attributes; allowed are {MOST_INCLUDED} in all"));
    }
    problems
}

/// The global indexes as blocks. With provisioned capacity, each has as much as the table.
pub(super) fn global(props: &TableProps) -> Vec<DynamodbTableGlobalSecondaryIndex> {
    let (read_capacity, write_capacity) = match &props.billing {
        Billing::OnDemand => (None, None),
        Billing::Provisioned { read, write } => (Some(read.clone()), Some(write.clone())),
    };
    let described = props.indexes.iter().filter_map(|index| {
        let IndexKey::Global { partition, sort } = index.key else { return None };
        let required = DynamodbTableGlobalSecondaryIndexRequired {
            hash_key: partition.name.into(),
            name: index.name.into(),
            projection_type: index.projection.name().into(),
        };
        let included = index.projection.names();
        Some(DynamodbTableGlobalSecondaryIndex {
            non_key_attributes: (!included.is_empty()).then(|| included.to_vec().into()),
            range_key: sort.map(|key| key.name.into()),
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
        let IndexKey::Local { sort } = index.key else { return None };
        let required = DynamodbTableLocalSecondaryIndexRequired {
            name: index.name.into(),
            projection_type: index.projection.name().into(),
            range_key: sort.name.into(),
        };
        let included = index.projection.names();
        Some(DynamodbTableLocalSecondaryIndex {
            non_key_attributes: (!included.is_empty()).then(|| included.to_vec().into()),
            ..DynamodbTableLocalSecondaryIndex::new(required)
        })
    });
    described.collect()
}
