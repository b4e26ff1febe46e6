//! `Query`: the items of a partition, page by page.

use crate::constructs::api_gateway::DynamoDbAction;
use crate::constructs::api_gateway::vtl::members;

use super::call::{Call, name};
use super::declaration::{Order, Query};
use super::filter::Filter;
use super::lowered::{Lowered, Success};
use super::page::Page;
use super::request::{Request, object};
use super::sort_condition::Sort;
use super::value::Input;

/// The conditions of a query.
struct Conditions {
    partition: Input,
    /// The sort key of the table or index.
    sort_key: Option<&'static str>,
    sort: Option<Sort>,
    filter: Filter,
}

impl Call<'_> {
    pub(super) fn query(&self, query: &Query) -> Result<Lowered, String> {
        query.page.check()?;
        let conditions = self.conditions(query)?;
        let page = self.page(query, &conditions)?;
        let mut request = Request::default();
        conditions.read(&mut request, &self.resource.path);
        if let Some(index) = query.index {
            request.member("IndexName", &format!("\"{}\"", index.name));
        }
        self.expressions(&mut request, query, &conditions)?;
        conditions.filter.request(&mut request, &self.resource.path);
        if query.order == Order::Backward {
            request.member("ScanIndexForward", "false");
        }
        if query.consistent_read {
            request.member("ConsistentRead", "true");
        }
        page.request(&mut request);
        Ok(Lowered {
            action: DynamoDbAction::Query,
            template: request.into_template("Query", &self.items.table_name),
            rule: conditions.sort.as_ref().and_then(Sort::rule),
            inputs: conditions.inputs(),
            success: Success::Page { page, attributes: query.attributes.clone() },
            condition: None,
            index: query.index,
        })
    }

    fn conditions(&self, query: &Query) -> Result<Conditions, String> {
        let (partition_key, sort_key) = self.query_key(query)?;
        let partition = self.input(partition_key, &query.sources)?;
        self.check_sources(&query.sources, std::slice::from_ref(&partition))?;
        let sort = match (query.sort, sort_key) {
            (None, _) => None,
            (Some(condition), Some(sort_key)) => Some(self.sort(sort_key, condition)?),
            (Some(_), None) => return Err("there is a condition on the sort key, but no sort key".to_owned()),
        };
        let keys: Vec<_> = std::iter::once(partition_key).chain(sort_key).collect();
        let filter = self.filter(&query.filter, &keys)?;
        Ok(Conditions { partition: Input { required: true, ..partition }, sort_key, sort, filter })
    }

    /// Writes the expressions of a query. They include the sort key if the request gives its values.
    fn expressions(&self, request: &mut Request, query: &Query, conditions: &Conditions) -> Result<(), String> {
        let Conditions { partition, sort, filter, .. } = conditions;
        let (number, attribute) = self.items.attribute(partition.attribute.name)?;
        let mut certain = vec![(number, attribute.name)];
        let projection = self.projection(&query.attributes)?;
        certain.extend(projection.iter().flat_map(|projection| &projection.names).filter(|named| named.0 != number));
        let (mut names, mut values) = (filter.names(&certain), filter.values());
        values.0.insert(0, format!("\":v{number}\": {}", partition.value()));
        let mut condition = format!("#a{number} = :v{number}");
        if let Some(sort) = sort {
            condition += &sort.where_input(&sort.expression);
            if !certain.contains(&sort.named) {
                sort.add(name(sort.named), &mut names);
            }
            sort.add(sort.values(), &mut values);
        }
        request.member("KeyConditionExpression", &format!("\"{condition}\""));
        if let Some(projection) = projection {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
        }
        request.member("ExpressionAttributeNames", &object(&members(&names.0, &names.1)));
        request.member("ExpressionAttributeValues", &object(&members(&values.0, &values.1)));
        Ok(())
    }

    /// The page of a query. The key after which an index's page ends includes the table's key.
    fn page(&self, query: &Query, Conditions { partition, sort_key, .. }: &Conditions) -> Result<Page, String> {
        let mut names: Vec<&'static str> = Vec::new();
        for name in sort_key.iter().copied().chain(self.items.key()) {
            if name != partition.attribute.name && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return Err(format!(
                "`{}` alone is the key, so that a partition has one item\nhint: use GetItem",
                partition.attribute.name
            ));
        }
        Ok(Page { size: query.page, token: self.kinds(names)?, fixed: vec![partition.clone()] })
    }
}

impl Conditions {
    fn read(&self, request: &mut Request, path: &str) {
        request.read(&self.partition, path);
        if let Some(sort) = &self.sort {
            sort.request(request, path);
        }
    }

    /// The inputs.
    fn inputs(&self) -> Vec<Input> {
        let sort = self.sort.iter().flat_map(|sort| &sort.inputs);
        std::iter::once(&self.partition).chain(sort).chain(self.filter.inputs()).cloned().collect()
    }
}
