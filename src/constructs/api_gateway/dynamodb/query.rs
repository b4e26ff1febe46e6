//! `Query`: the items of a partition, page by page.

use crate::constructs::api_gateway::DynamoDbAction;
use crate::constructs::dynamodb::{Index, IndexKey, Key, Projection};

use super::call::{Call, Described, Success, name};
use super::filter::Filter;
use super::operation::{Attributes, Order, Query};
use super::page::Page;
use super::request::{Request, object};
use super::sort_condition::Sort;
use super::value::Given;
use super::vtl::members;

impl Call<'_> {
    pub(super) fn query(&self, query: &Query) -> Result<Described, String> {
        query.page.check()?;
        let mut request = Request::default();
        let (partition_key, sort_key) = self.query_key(query)?;
        let partition = self.given(partition_key, &query.sources)?;
        let partition = Given { required: true, ..partition };
        request.read(&partition, &self.resource.path);
        let sort = match (query.sort, sort_key) {
            (None, _) => None,
            (Some(condition), Some(sort_key)) => Some(self.sort(sort_key, condition)?),
            (Some(_), None) => return Err("there is a condition on the sort key, and no sort key".to_owned()),
        };
        if let Some(sort) = &sort {
            sort.request(&mut request, &self.resource.path);
        }
        let keys: Vec<_> = std::iter::once(partition_key).chain(sort_key).collect();
        let filter = self.filter(&query.filter, &keys)?;
        if let Some(index) = query.index {
            request.member("IndexName", &format!("\"{}\"", index.name));
        }
        self.expressions(&mut request, query, &partition, sort.as_ref(), &filter)?;
        filter.request(&mut request, &self.resource.path);
        if query.order == Order::Backward {
            request.member("ScanIndexForward", "false");
        }
        if query.consistent_read {
            request.member("ConsistentRead", "true");
        }
        let rule = sort.as_ref().and_then(Sort::rule);
        let page = self.page(query, sort_key, &partition)?;
        page.request(&mut request);
        let mut given = vec![partition];
        given.extend(sort.into_iter().flat_map(|sort| sort.given));
        given.extend(filter.given().cloned());
        Ok(Described {
            action: DynamoDbAction::Query,
            template: request.into_template("Query", &self.items.table_name),
            given,
            rule,
            success: Success::Page { page, attributes: query.attributes.clone() },
            condition: None,
            index: query.index,
        })
    }

    /// The key of what is read.
    fn query_key(&self, query: &Query) -> Result<(&'static str, Option<&'static str>), String> {
        let Some(index) = query.index else { return Ok((self.items.partition_key, self.items.sort_key)) };
        self.check_index(index, query).map_err(|problem| format!("index `{}`: {problem}", index.name))?;
        let partition_key = match index.key {
            IndexKey::Global { partition, .. } => partition.name,
            IndexKey::Local { .. } => self.items.partition_key,
        };
        Ok((partition_key, index.sort_key().map(|key| key.name)))
    }

    /// Checks that an index has what is asked of it.
    fn check_index(&self, index: Index, query: &Query) -> Result<(), String> {
        for Key { name, kind } in index.keys() {
            let (_, attribute) = self.items.attribute(name)?;
            if attribute.kind.letter() != kind.letter() {
                let (found, wanted) = (attribute.kind.letter(), kind.letter());
                return Err(format!("its key `{name}` is `{wanted}`, and the attribute is `{found}`"));
            }
        }
        if query.consistent_read && index.is_global() {
            return Err("a global index cannot tell the latest write: read it without `consistent_read`".to_owned());
        }
        match (index.projection, &query.attributes) {
            (Projection::All, _) | (_, Attributes::All) => Ok(()),
            (_, Attributes::Only(names)) => {
                let missing = names.iter().find(|name| !self.is_in(index, name));
                missing.map_or(Ok(()), |name| Err(format!("it does not hold `{name}`: allowed is what it projects")))
            }
        }
    }

    fn is_in(&self, index: Index, name: &str) -> bool {
        let is_own = index.keys().any(|key| key.name == name);
        let is_included = matches!(index.projection, Projection::Include(names) if names.contains(&name));
        is_own || is_included || self.items.is_key(name)
    }

    /// Writes the expressions of a query, with the sort key in them where the request gives its values.
    fn expressions(
        &self,
        request: &mut Request,
        query: &Query,
        partition: &Given,
        sort: Option<&Sort>,
        filter: &Filter,
    ) -> Result<(), String> {
        let (number, attribute) = self.items.attribute(partition.attribute.name)?;
        let mut certain = vec![(number, attribute.name)];
        let projection = self.projection(&query.attributes)?;
        certain.extend(projection.iter().flat_map(|projection| &projection.names).filter(|named| named.0 != number));
        let (mut names, mut values) = (filter.names(&certain), filter.values());
        values.0.insert(0, format!("\":v{number}\": {}", partition.value()));
        let mut condition = format!("#a{number} = :v{number}");
        if let Some(sort) = sort {
            condition += &sort.where_given(&sort.expression);
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

    /// The page of a query. DynamoDB's keys of an index hold the table's own key, too.
    fn page(&self, query: &Query, sort_key: Option<&'static str>, partition: &Given) -> Result<Page, String> {
        let mut names: Vec<&'static str> = Vec::new();
        for name in sort_key.into_iter().chain(self.items.key()) {
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
