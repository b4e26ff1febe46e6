//! Pages: the number of items in an answer, and the token of the next page.
//!
//! The token is the base64 of each value of the last evaluated key, joined by `.`, in an alphabet that needs no
//! escaping in a query string. The names and types of the key come from the program, and the value of a query's
//! partition key from the request itself, so no token leads out of the table or the partition. A token is never parsed
//! as JSON: one that is not exactly the key's values is a 400.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html>

use std::fmt::Write as _;

use crate::constructs::api_gateway::vtl;
use crate::terraform::Refusal;

use super::call::Call;
use super::declaration::{Kind, PageSize};
use super::number;
use super::request::Request;
use super::value::{Input, value};

/// The query parameter for the page size.
pub(super) const LIMIT: &str = "limit";

/// The query parameter, and the member of an answer, for the token.
pub(super) const NEXT: &str = "next";

/// Base64 of at least one byte, with `-_~` for `+/=`. Decoders differ in how they treat extra bits after the last byte,
/// so the last symbol must have none.
const BASE64: &str =
    concat!("(?:[A-Za-z0-9_-]{4})*", "(?:[A-Za-z0-9_-]{4}|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]~|[A-Za-z0-9_-][AQgw]~~)");

/// A page, and the key after which the next one begins.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) size: PageSize,
    /// The key attributes whose values are in the token.
    pub(super) token: Vec<(String, Kind)>,
    /// The key attributes whose values the request gives.
    pub(super) fixed: Vec<Input>,
}

impl Call<'_> {
    /// The types of a token's key attributes.
    pub(super) fn kinds(&self, names: Vec<String>) -> Result<Vec<(String, Kind)>, Refusal> {
        let kind = |name: String| {
            let (_, attribute) = self.items.attribute(&name)?;
            if attribute.kind.is_key() {
                return Ok((name, attribute.kind.clone()));
            }
            Err(Refusal::new(format!("`{name}` is a key, and neither a text nor a number"))
                .allowing("texts and numbers"))
        };
        names.into_iter().map(kind).collect()
    }
}

impl Page {
    /// Reads the parameters and adds the page to the request.
    pub(super) fn request(&self, request: &mut Request) {
        request.prepare(&self.reads());
        request.guard(vtl::matches(LIMIT, &number::between(1, self.size.greatest.into())));
        request.guard(format!("(${NEXT} == \"\" || $continues == true)"));
        for (index, _) in self.token.iter().enumerate().filter(|(_, (_, kind))| matches!(kind, Kind::Number(_))) {
            let number = vtl::matches(&format!("k{index}"), number::NUMBER);
            request.guard(format!("(${NEXT} == \"\" || {number})"));
        }
        request.member("Limit", "$limit");
        let mut key: Vec<_> = self.fixed.iter().map(Input::member).collect();
        let token = self.token.iter().enumerate();
        key.extend(token.map(|(index, (name, kind))| format!("\"{name}\": {}", value(&format!("k{index}"), kind))));
        request.append(format!("#if(${NEXT} != \"\"),\n  \"ExclusiveStartKey\": {{{}}}#end", key.join(", ")));
    }

    fn pattern(&self) -> String {
        match self.token.len() {
            1 => BASE64.to_owned(),
            parts => format!("{BASE64}(?:\\.{BASE64}){{{}}}", parts - 1),
        }
    }

    fn reads(&self) -> String {
        let mut lines = "## The page: how many, and after which key.\n".to_owned();
        for parameter in [LIMIT, NEXT] {
            let _ = writeln!(lines, "#set(${parameter} = $input.params().querystring.get('{parameter}'))");
        }
        let _ = writeln!(lines, "#if($limit == \"\")#set($limit = '{}')#end", self.size.default);
        let _ = writeln!(lines, "#set($continues = ${NEXT}.matches('{}'))", self.pattern());
        lines += "#if($continues == true)\n";
        lines += "#set($parts = $next.split('\\.'))\n";
        for index in 0..self.token.len() {
            let base64 = format!("$parts.get({index}).replace('-', '+').replace('_', '/').replace('~', '=')");
            let _ = writeln!(lines, "#set($k{index} = $util.base64Decode({base64}))");
        }
        lines + "#end\n"
    }

    /// The member of an answer with the token, after a comma; empty on the last page.
    pub(super) fn answer(&self) -> String {
        let parts = self.token.iter().map(|(name, kind)| {
            let text = format!("$last.get('{name}').get('{}')", kind.letter());
            format!("$util.base64Encode({text}).replace('+', '-').replace('/', '_').replace('=', '~')")
        });
        let token = parts.collect::<Vec<_>>().join(".");
        format!("#if($last != \"\"),\n  \"{NEXT}\": \"{token}\"#end")
    }
}
