//! The filters of an event source mapping: Lambda calls the function for what matches one of them.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use crate::aws::{LambdaEventSourceMappingFilterCriteria, LambdaEventSourceMappingFilterCriteriaFilter};

/// The criteria of these patterns; `None` without any.
pub(super) fn criteria(patterns: impl IntoIterator<Item = String>) -> Option<LambdaEventSourceMappingFilterCriteria> {
    let filter = |pattern: String| LambdaEventSourceMappingFilterCriteriaFilter {
        pattern: Some(pattern.into()),
        ..Default::default()
    };
    let filter: Vec<_> = patterns.into_iter().map(filter).collect();
    (!filter.is_empty()).then_some(LambdaEventSourceMappingFilterCriteria { filter, ..Default::default() })
}
