//! `Scan`: all items, page by page.

use crate::constructs::api_gateway::DynamoDbAction;
use crate::terraform::Refusal;

use super::call::Call;
use super::declaration::Scan;
use super::filter::Filter;
use super::lowered::{Lowered, Success};
use super::page::Page;
use super::request::Request;

impl Call<'_> {
    pub(super) fn scan(&self, scan: &Scan) -> Result<Lowered, Refusal> {
        scan.page.check()?;
        let mut request = Request::default();
        let filter = self.filter(&scan.filter, &[])?;
        filter.request(&mut request, &self.resource.path);
        let projection = self.projection(&scan.attributes)?;
        if let Some(projection) = &projection {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
        }
        let named = projection.map(|projection| projection.names).unwrap_or_default();
        Filter::add(&mut request, "ExpressionAttributeNames", &filter.names(&named));
        Filter::add(&mut request, "ExpressionAttributeValues", &filter.values());
        if scan.consistent_read {
            request.member("ConsistentRead", "true");
        }
        let token = self.kinds(self.items.key().map(str::to_owned).collect())?;
        let page = Page { size: scan.page, token, fixed: Vec::new() };
        page.request(&mut request);
        Ok(Lowered {
            action: DynamoDbAction::Scan,
            template: request.into_template("Scan", &self.items.table_name),
            inputs: filter.inputs().cloned().collect(),
            rule: None,
            success: Success::Page { page, attributes: scan.attributes.clone() },
            condition: None,
            index: None,
        })
    }
}
