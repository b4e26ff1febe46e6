//! `Scan`: all items, page by page.

use crate::constructs::api_gateway::DynamoDbAction;

use super::call::{Call, Described, Success, name};
use super::operation::Scan;
use super::page::Page;
use super::request::{Request, object};
use super::vtl::LINE;

impl Call<'_> {
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
}
