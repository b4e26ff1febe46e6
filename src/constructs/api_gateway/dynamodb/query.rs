//! `Query` and `Scan`: the items of a partition, or all of them, page by page.

use crate::constructs::api_gateway::DynamoDbAction;

use super::attribute::{Attribute, Kind, Text};
use super::call::{Call, Described, Success, name};
use super::operation::{Order, Query, Scan, SortCondition};
use super::page::Page;
use super::request::{Request, object};
use super::source::Source;
use super::value::Given;
use super::vtl::LINE;

/// A condition on the sort key, ready to be written.
struct Sort {
    /// With ` AND ` before it.
    expression: String,
    /// The attribute's number and name.
    named: (usize, &'static str),
    given: Vec<Given>,
}

impl Call<'_> {
    pub(super) fn query(&self, query: &Query) -> Result<Described, String> {
        query.page.check()?;
        let mut request = Request::default();
        let (partition_key, _) = self.query_key(query);
        let partition = self.given(partition_key, &query.sources)?;
        let partition = Given { required: true, ..partition };
        request.read(&partition, &self.resource.path);
        let sort = self.sort(query)?;
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
        let page = self.page(query, &partition)?;
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

    pub(super) fn scan(&self, scan: &Scan) -> Result<Described, String> {
        scan.page.check()?;
        let mut request = Request::default();
        if let Some(projection) = self.projection(&scan.attributes)? {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
            let names: Vec<_> = projection.names.into_iter().map(name).collect();
            request.member("ExpressionAttributeNames", &object(&names.join(LINE)));
        }
        if scan.consistent_read {
            request.member("ConsistentRead", "true");
        }
        let token = self.kinds(self.items.key().collect())?;
        let page = Page { size: scan.page, token, fixed: Vec::new() };
        page.request(&mut request);
        Ok(Described {
            action: DynamoDbAction::Scan,
            template: request.into_template("Scan", &self.items.table_name),
            given: Vec::new(),
            success: Success::Page { page, attributes: scan.attributes.clone() },
            condition: None,
            index: None,
        })
    }

    fn query_key(&self, query: &Query) -> (&'static str, Option<&'static str>) {
        match query.index {
            Some(index) => (index.partition_key, index.sort_key),
            None => (self.items.partition_key, self.items.sort_key),
        }
    }

    fn sort(&self, query: &Query) -> Result<Option<Sort>, String> {
        let Some(condition) = query.sort else { return Ok(None) };
        let (_, Some(sort_key)) = self.query_key(query) else {
            return Err("there is a condition on the sort key, and no sort key".to_owned());
        };
        let (number, attribute) = self.items.attribute(sort_key)?;
        let given = |variable: &str, source: Source, kind: &Kind| {
            let attribute = Attribute { kind: kind.clone(), ..attribute.clone() };
            let required = matches!(source, Source::Constant(_) | Source::Path(_));
            let given = Given { attribute, source, variable: variable.to_owned(), required };
            self.check_source(&given).map(|()| given)
        };
        let (expression, given) = match condition {
            SortCondition::Equals(source) => {
                (format!(" AND #a{number} = :s0"), vec![given("s0", source, &attribute.kind)?])
            }
            SortCondition::BeginsWith(_) if !matches!(attribute.kind, Kind::String(_)) => {
                return Err(format!("`{sort_key}` begins with nothing: allowed is a `Kind::String`"));
            }
            SortCondition::BeginsWith(source) => {
                let prefix = Kind::String(Text::ANY);
                (format!(" AND begins_with(#a{number}, :s0)"), vec![given("s0", source, &prefix)?])
            }
            SortCondition::Between(low, high) => {
                let given = vec![given("s0", low, &attribute.kind)?, given("s1", high, &attribute.kind)?];
                (format!(" AND #a{number} BETWEEN :s0 AND :s1"), given)
            }
        };
        Ok(Some(Sort { expression, named: (number, sort_key), given }))
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
    fn page(&self, query: &Query, partition: &Given) -> Result<Page, String> {
        let (_, sort_key) = self.query_key(query);
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

    fn kinds(&self, names: Vec<&'static str>) -> Result<Vec<(&'static str, Kind)>, String> {
        let kind = |name| {
            let (_, attribute) = self.items.attribute(name)?;
            let told = || format!("`{name}` is a key: allowed is `Kind::String` or `Kind::Number`");
            attribute.kind.is_key().then(|| (name, attribute.kind.clone())).ok_or_else(told)
        };
        names.into_iter().map(kind).collect()
    }
}

impl Sort {
    /// Text that stands only where the request gives the condition's values.
    fn where_given(&self, text: &str) -> String {
        let conditions: Vec<_> = self.given.iter().filter(|given| !given.required).map(Given::is_there).collect();
        if conditions.is_empty() { text.to_owned() } else { format!("#if({}){text}#end", conditions.join(" && ")) }
    }

    /// Refuses one bound without the other.
    fn complete(&self, request: &mut Request) {
        let perhaps: Vec<_> = self.given.iter().filter(|given| !given.required).collect();
        if let [low, high] = perhaps.as_slice() {
            let (low, high) = (&low.variable, &high.variable);
            request.guard(format!("((${low} == \"\") == (${high} == \"\"))"));
        }
    }
}
