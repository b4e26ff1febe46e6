//! `Query`: the items of a partition, page by page.

use crate::constructs::api_gateway::DynamoDbAction;
use crate::constructs::dynamodb::{Index, IndexKey, Key, Projection};

use super::call::{Call, Described, Success, name};
use super::operation::{Attributes, Order, Query};
use super::page::Page;
use super::request::{Request, object};
use super::sort_condition::Sort;
use super::value::Given;
use super::vtl::LINE;

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
        if let Some(index) = query.index {
            request.member("IndexName", &format!("\"{}\"", index.name));
        }
        self.condition(&mut request, query, &partition, sort.as_ref())?;
        if query.order == Order::Backward {
            request.member("ScanIndexForward", "false");
        }
        if query.consistent_read {
            request.member("ConsistentRead", "true");
        }
        let page = self.page(query, sort_key, &partition)?;
        page.request(&mut request);
        let mut given = vec![partition];
        given.extend(sort.into_iter().flat_map(|sort| sort.given));
        Ok(Described {
            action: DynamoDbAction::Query,
            template: request.into_template("Query", &self.items.table_name),
            given,
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
    fn condition(
        &self,
        request: &mut Request,
        query: &Query,
        partition: &Given,
        sort: Option<&Sort>,
    ) -> Result<(), String> {
        let (number, _) = self.items.attribute(partition.attribute.name)?;
        let mut names = vec![(number, partition.attribute.name)];
        let projection = self.projection(&query.attributes)?;
        names.extend(projection.iter().flat_map(|projection| &projection.names).filter(|named| named.0 != number));
        let mut expression = format!("#a{number} = :v{number}");
        let mut name_list = names.iter().copied().map(name).collect::<Vec<_>>().join(LINE);
        let mut values = format!("\":v{number}\": {}", partition.value());
        if let Some(sort) = sort {
            for given in &sort.given {
                request.read(given, &self.resource.path);
            }
            sort.complete(request);
            let is_named = names.contains(&sort.named);
            let value = |given: &Given| format!("{LINE}\":{}\": {}", given.variable, given.value());
            expression += &sort.where_given(&sort.expression);
            name_list +=
                &if is_named { String::new() } else { sort.where_given(&(LINE.to_owned() + &name(sort.named))) };
            values += &sort.where_given(&sort.given.iter().map(value).collect::<String>());
        }
        request.member("KeyConditionExpression", &format!("\"{expression}\""));
        if let Some(projection) = projection {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
        }
        request.member("ExpressionAttributeNames", &object(&name_list));
        request.member("ExpressionAttributeValues", &object(&values));
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
