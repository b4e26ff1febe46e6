//! `$context`: its values, and the overrides that a template may set.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value as Json;

use super::Session;
use crate::value::{Entries, Key, ListKind, Map, MapKind, SharedMap, Value, json};

/// The order of the keys of `$context` in recordings. It decides between keys in the same bucket of the `HashMap`.
const ORDER: [&str; 18] = [
    "resourceId",
    "resourcePath",
    "httpMethod",
    "extendedRequestId",
    "requestTime",
    "path",
    "accountId",
    "protocol",
    "requestOverride",
    "stage",
    "domainPrefix",
    "requestTimeEpoch",
    "requestId",
    "identity",
    "domainName",
    "deploymentId",
    "responseOverride",
    "apiId",
];

/// The members of `$context.identity`, in the order of its keys, where `sourceIp` and `principalOrgId` share a bucket.
pub const IDENTITY_MEMBERS: [&str; 12] = [
    "cognitoIdentityPoolId",
    "accountId",
    "cognitoIdentityId",
    "caller",
    "sourceIp",
    "principalOrgId",
    "accessKey",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "userArn",
    "userAgent",
    "user",
];

/// Sorts members into a known order, with all others after them.
fn sort(entries: &mut Entries, order: &[&str]) {
    entries.sort_by_key(|key| match key {
        Key::Text(name) => order.iter().position(|known| name == known).unwrap_or(usize::MAX),
        _ => usize::MAX,
    });
}

/// A member of `$context` that a template may set, and the maps that it always has.
struct Override {
    name: &'static str,
    parts: &'static [&'static str],
}

const REQUEST: Override = Override { name: "requestOverride", parts: &["path", "header", "querystring"] };
const RESPONSE: Override = Override { name: "responseOverride", parts: &["header"] };

impl Override {
    /// Adds the maps that it always has.
    fn complete(&self, context: &mut Entries) {
        let empty = || Value::map(Entries::default(), MapKind::Context);
        let value = context.get_or_insert_with(Key::text(self.name), empty);
        if let Value::Map(map) = value {
            for part in self.parts {
                map.borrow_mut().entries.get_or_insert_with(Key::text(part), empty);
            }
        }
    }

    /// Whether it has only the empty maps that are always there, as in nearly all renderings.
    fn is_unset(&self, value: &Value) -> bool {
        let Value::Map(map) = value else { return false };
        map.borrow().entries.iter().all(|(name, part)| match (name, part) {
            (Key::Text(name), Value::Map(map)) => self.parts.contains(&&**name) && map.borrow().entries.is_empty(),
            _ => false,
        })
    }

    /// Its value after the template.
    fn after(&self, context: &SharedMap) -> Json {
        let value = context.borrow().entries.get(&Key::text(self.name)).cloned().unwrap_or(Value::Null);
        if self.is_unset(&value) {
            return Json::Null;
        }
        if let Some(json) = small(&value, SMALL_LEVELS) {
            return json;
        }
        let mut text = String::new();
        let written = json::write(&value, &mut text, 1 << 20, false);
        written.ok().and_then(|()| serde_json::from_str(&text).ok()).unwrap_or_default()
    }
}

/// The most levels of maps in a small override, the most members of each, and the longest text.
const SMALL_LEVELS: usize = 2;
const SMALL_MEMBERS: usize = 16;
const SMALL_BYTES: usize = 256;

/// The JSON of a small override of texts and integers, as nearly all are. Larger ones are written and parsed again.
fn small(value: &Value, levels: usize) -> Option<Json> {
    match value {
        Value::String(text) if text.len() <= SMALL_BYTES => Some(Json::String(text.to_string())),
        Value::Integer(number) => Some(Json::from(*number)),
        Value::Map(map) if levels > 0 && map.borrow().entries.len() <= SMALL_MEMBERS => {
            let map = map.borrow();
            let members = map.entries.iter().map(|(key, member)| match key {
                Key::Text(name) if name.len() <= SMALL_BYTES => Some((name.to_string(), small(member, levels - 1)?)),
                _ => None,
            });
            members.collect::<Option<_>>().map(Json::Object)
        }
        _ => None,
    }
}

impl Session<'_> {
    /// `$context`, built when a template first needs more than single values.
    pub(super) fn context(&self) -> &SharedMap {
        self.context.get_or_init(|| {
            let given = self.request.context.iter();
            let mut entries: Entries = given.map(|(name, value)| (Key::text(name), context_value(value))).collect();
            REQUEST.complete(&mut entries);
            RESPONSE.complete(&mut entries);
            sort(&mut entries, &ORDER);
            if let Some(Value::Map(identity)) = entries.get(&Key::text("identity")) {
                sort(&mut identity.borrow_mut().entries, &IDENTITY_MEMBERS);
            }
            Rc::new(RefCell::new(Map { entries, kind: MapKind::Context, changes: 0 }))
        })
    }

    /// The value at a path of `$context`, and the number of keys that lead to it. `None` for a list or a map, and for
    /// overrides: these need the whole of `$context`, because a template may change them.
    pub(crate) fn context_value<'k>(&self, keys: impl Iterator<Item = &'k Key>) -> Option<(Value, usize)> {
        if self.context.get().is_some() {
            return None;
        }
        let mut members = self.request.context;
        for (before, key) in keys.enumerate() {
            let Key::Text(name) = key else { return None };
            if before == 0 && (name == REQUEST.name || name == RESPONSE.name) {
                return None;
            }
            match members.get(&**name) {
                Some(Json::Object(inner)) => members = inner,
                Some(Json::Array(_)) => return None,
                found => return Some((found.map_or(Value::Null, context_value), before + 1)),
            }
        }
        None
    }

    /// The overrides of the request and the response after the template.
    pub(crate) fn overrides(&self) -> (Json, Json) {
        let of = |part: &Override| match self.context.get() {
            Some(context) => part.after(context),
            None => self.request.context.get(part.name).cloned().unwrap_or_default(),
        };
        (of(&REQUEST), of(&RESPONSE))
    }
}

/// A part of `$context`. Its maps print nothing; all else is as in a JSON document.
fn context_value(value: &Json) -> Value {
    match value {
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| (Key::text(name), context_value(value)));
            Value::map(entries.collect(), MapKind::Context)
        }
        Json::Array(items) => Value::list(items.iter().map(context_value).collect(), ListKind::Json),
        Json::String(text) => Value::text(text.as_str()),
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::number(&number.to_string()).unwrap_or(Value::Null),
        Json::Null => Value::Null,
    }
}
