//! `Query`: the items of a partition, page by page.

use crate::constructs::api_gateway::DynamoDbAction;
use crate::constructs::api_gateway::vtl::members;
use crate::terraform::Refusal;

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
    sort_key: Option<String>,
    sort: Option<Sort>,
    filter: Filter,
}

impl Call<'_> {
    pub(super) fn query(&self, query: &Query) -> Result<Lowered, Refusal> {
        query.page.check()?;
        let conditions = self.conditions(query)?;
        let page = self.page(query, &conditions)?;
        let mut request = Request::default();
        conditions.read(&mut request, &self.resource.path);
        if let Some(index) = &query.index {
            request.member("IndexName", &format!("\"{index}\""));
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
            index: query.index.clone(),
        })
    }

    fn conditions(&self, query: &Query) -> Result<Conditions, Refusal> {
        let (partition_key, sort_key) = self.query_key(query)?;
        let partition = self.input(&partition_key, &query.sources)?;
        self.check_sources(&query.sources, std::slice::from_ref(&partition))?;
        let sort = match (query.sort.clone(), &sort_key) {
            (None, _) => None,
            (Some(condition), Some(sort_key)) => Some(self.sort(sort_key, condition)?),
            (Some(_), None) => {
                let of = query.index.as_ref().map_or("the table".to_owned(), |name| format!("index `{name}`"));
                let refused = Refusal::new(format!("there is a condition on the sort key, and {of} has none"));
                return Err(refused.hint("remove the condition, or query an index that has a sort key"));
            }
        };
        let keys: Vec<_> = std::iter::once(partition_key.as_str()).chain(sort_key.as_deref()).collect();
        let filter = self.filter(&query.filter, &keys)?;
        Ok(Conditions { partition: Input { required: true, ..partition }, sort_key, sort, filter })
    }

    /// Writes the expressions of a query. They include the sort key if the request gives its values.
    fn expressions(&self, request: &mut Request, query: &Query, conditions: &Conditions) -> Result<(), Refusal> {
        let Conditions { partition, sort, filter, .. } = conditions;
        let (number, attribute) = self.items.attribute(&partition.attribute.name)?;
        let mut certain = vec![(number, attribute.name.clone())];
        let projection = self.projection(&query.attributes)?;
        certain.extend(
            projection.iter().flat_map(|projection| &projection.names).filter(|named| named.0 != number).cloned(),
        );
        let (mut names, mut values) = (filter.names(&certain), filter.values());
        values.0.insert(0, format!("\":v{number}\": {}", partition.value()));
        let mut condition = format!("#a{number} = :v{number}");
        if let Some(sort) = sort {
            condition += &sort.where_input(&sort.expression);
            if !certain.contains(&sort.named) {
                sort.add(name(&sort.named), &mut names);
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
    fn page(&self, query: &Query, Conditions { partition, sort_key, .. }: &Conditions) -> Result<Page, Refusal> {
        let mut names: Vec<String> = Vec::new();
        for name in sort_key.as_deref().into_iter().chain(self.items.key()) {
            if name != partition.attribute.name && names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        if names.is_empty() {
            let found = format!("`{}` alone is the key, so that a query finds one item", partition.attribute.name);
            return Err(Refusal::new(found).hint("read it with `.get()`"));
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
