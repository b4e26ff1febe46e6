//! The expressions and placeholders of each kind of request.

use dynoxide::actions::{
    batch_execute_statement::BatchExecuteStatementRequest, batch_get_item::BatchGetItemRequest,
    batch_write_item::BatchWriteItemRequest, delete_item::DeleteItemRequest, describe_table::DescribeTableRequest,
    describe_time_to_live::DescribeTimeToLiveRequest, execute_statement::ExecuteStatementRequest,
    execute_transaction::ExecuteTransactionRequest, get_item::GetItemRequest, list_tables::ListTablesRequest,
    list_tags_of_resource::ListTagsOfResourceRequest, put_item::PutItemRequest, query::QueryRequest, scan::ScanRequest,
    transact_get_items::TransactGetItemsRequest, transact_write_items::TransactWriteItem,
    transact_write_items::TransactWriteItemsRequest, update_item::UpdateItemRequest,
};

use super::Kind::{Condition, Filter, KeyCondition, Projection, Update};
use super::{Definitions, Refused, check};

/// A request that may hold expressions.
pub(in crate::dynamodb) trait Checked {
    /// Checks all its expressions.
    fn check_expressions(&self) -> Result<(), Refused> {
        Ok(())
    }
}

impl Checked for BatchExecuteStatementRequest {}
impl Checked for BatchWriteItemRequest {}
impl Checked for DescribeTableRequest {}
impl Checked for DescribeTimeToLiveRequest {}
impl Checked for ExecuteStatementRequest {}
impl Checked for ExecuteTransactionRequest {}
impl Checked for ListTablesRequest {}
impl Checked for ListTagsOfResourceRequest {}

impl Checked for ScanRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        // The library rejects requests that mix both forms.
        if self.scan_filter.is_some() || self.attributes_to_get.is_some() {
            return Ok(());
        }
        let (filter, projection) = (self.filter_expression.as_deref(), self.projection_expression.as_deref());
        let definitions = Definitions {
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
        };
        check(definitions, &[(Filter, filter), (Projection, projection)])
    }
}

impl Checked for QueryRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        if self.query_filter.is_some() || self.key_conditions.is_some() || self.attributes_to_get.is_some() {
            return Ok(());
        }
        let (filter, projection) = (self.filter_expression.as_deref(), self.projection_expression.as_deref());
        let key = self.key_condition_expression.as_deref();
        let definitions = Definitions {
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
        };
        check(definitions, &[(Filter, filter), (KeyCondition, key), (Projection, projection)])
    }
}

impl Checked for GetItemRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        if self.attributes_to_get.is_some() {
            return Ok(());
        }
        let definitions = Definitions { names: self.expression_attribute_names.as_ref(), values: None };
        check(definitions, &[(Projection, self.projection_expression.as_deref())])
    }
}

impl Checked for BatchGetItemRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        if self.request_items.values().any(|of_table| of_table.attributes_to_get.is_some()) {
            return Ok(());
        }
        self.request_items.values().try_for_each(|of_table| {
            let definitions = Definitions { names: of_table.expression_attribute_names.as_ref(), values: None };
            check(definitions, &[(Projection, of_table.projection_expression.as_deref())])
        })
    }
}

impl Checked for TransactGetItemsRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        self.transact_items.iter().try_for_each(|item| {
            let definitions = Definitions { names: item.get.expression_attribute_names.as_ref(), values: None };
            check(definitions, &[(Projection, item.get.projection_expression.as_deref())])
        })
    }
}

impl Checked for PutItemRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        if self.expected.is_some() {
            return Ok(());
        }
        let definitions = Definitions {
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
        };
        check(definitions, &[(Condition, self.condition_expression.as_deref())])
    }
}

impl Checked for DeleteItemRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        // Values that have not been parsed have faults of their own, which the library reports.
        if self.expected.is_some() || self.expression_attribute_values_raw.is_some() {
            return Ok(());
        }
        let definitions = Definitions {
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
        };
        check(definitions, &[(Condition, self.condition_expression.as_deref())])
    }
}

impl Checked for UpdateItemRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        if self.expected.is_some() || self.attribute_updates.is_some() {
            return Ok(());
        }
        let (update, condition) = (self.update_expression.as_deref(), self.condition_expression.as_deref());
        let definitions = Definitions {
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
        };
        check(definitions, &[(Update, update), (Condition, condition)])
    }
}

impl Checked for TransactWriteItemsRequest {
    fn check_expressions(&self) -> Result<(), Refused> {
        self.transact_items.iter().try_for_each(check_write)
    }
}

fn check_write(item: &TransactWriteItem) -> Result<(), Refused> {
    let definitions = |names, values| Definitions { names, values };
    if let Some(put) = &item.put {
        let placeholders = (put.expression_attribute_names.as_ref(), put.expression_attribute_values.as_ref());
        let condition = put.condition_expression.as_deref();
        check(definitions(placeholders.0, placeholders.1), &[(Condition, condition)])?;
    }
    if let Some(update) = &item.update {
        let placeholders = (update.expression_attribute_names.as_ref(), update.expression_attribute_values.as_ref());
        let (text, condition) = (Some(update.update_expression.as_str()), update.condition_expression.as_deref());
        check(definitions(placeholders.0, placeholders.1), &[(Update, text), (Condition, condition)])?;
    }
    if let Some(delete) = &item.delete {
        let placeholders = (delete.expression_attribute_names.as_ref(), delete.expression_attribute_values.as_ref());
        let condition = delete.condition_expression.as_deref();
        check(definitions(placeholders.0, placeholders.1), &[(Condition, condition)])?;
    }
    if let Some(looked_at) = &item.condition_check {
        let names = looked_at.expression_attribute_names.as_ref();
        let values = looked_at.expression_attribute_values.as_ref();
        check(definitions(names, values), &[(Condition, Some(looked_at.condition_expression.as_str()))])?;
    }
    Ok(())
}
