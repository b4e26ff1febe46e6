//! The client's request. It is complete when it is made, and no stage changes it: what the stages find out is
//! [`Progress`](super::progress::Progress).

use std::net::IpAddr;
use std::time::{Instant, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::received::{Received, header, query_parameters};
use crate::identifier;
use crate::stack::rest_api::{RestApi, Stage};

/// A request to a stage.
#[derive(Debug)]
pub(crate) struct Request<'g> {
    pub(crate) api: &'g RestApi,
    pub(crate) stage: &'g Stage,
    /// The stage's variables, as templates read them.
    pub(crate) stage_variables: &'g [(String, String)],
    pub(crate) http_method: http::Method,
    /// The path as it was sent, beginning with the stage.
    pub(crate) path: String,
    /// The whole path as it was sent, which may begin with `/restapis/ID`.
    pub(crate) raw_path: String,
    /// The query as it was sent.
    pub(crate) query: String,
    /// The parameters in the query, decoded.
    pub(crate) query_parameters: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) source: IpAddr,
    pub(crate) at: SystemTime,
    /// The same moment, for measuring.
    pub(crate) started: Instant,
    pub(crate) id: String,
    pub(crate) extended_id: String,
    /// `Root=1-…`, followed by any other fields that the client sent.
    pub(crate) trace: String,
}

/// As in `Wed, 07 Aug 2024 20:24:17 GMT`.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

const COMMON_LOG_TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

impl<'g> Request<'g> {
    /// A request to a stage; the path begins with the stage.
    pub(crate) fn new(
        api: &'g RestApi,
        stage: &'g Stage,
        stage_variables: &'g [(String, String)],
        path: String,
        received: Received,
    ) -> Self {
        let Received { method, path: raw_path, query, headers, body, source, at, started } = received;
        Self {
            api,
            stage,
            stage_variables,
            http_method: method,
            path,
            raw_path,
            query_parameters: query_parameters(&query),
            query,
            id: identifier::new().to_string(),
            extended_id: extended_id(),
            trace: trace(header(&headers, "X-Amzn-Trace-Id"), at),
            headers,
            body,
            source,
            at,
            started,
        }
    }

    /// The last header with this name, which is case-insensitive.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The host in the request's `Host` header.
    pub(crate) fn host(&self) -> &str {
        self.header("Host").unwrap_or_default()
    }

    /// The path after the stage.
    pub(crate) fn below_stage(&self) -> &str {
        let below = self.path.strip_prefix('/').and_then(|path| path.strip_prefix(self.stage.name.as_str()));
        below.unwrap_or(&self.path)
    }

    /// The arrival time in milliseconds since 1970.
    pub(crate) fn epoch_milliseconds(&self) -> u64 {
        epoch_milliseconds(self.at)
    }

    /// The arrival time, as in `07/Aug/2024:20:24:17 +0000`.
    pub(crate) fn time(&self) -> String {
        OffsetDateTime::from(self.at).format(COMMON_LOG_TIME).unwrap_or_default()
    }

    /// The current time in the format of HTTP headers.
    pub(crate) fn http_date(&self) -> String {
        let now = self.at + self.started.elapsed();
        OffsetDateTime::from(now).format(HTTP_DATE).unwrap_or_default()
    }
}

fn epoch_milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}

fn extended_id() -> String {
    let random = fastrand::u128(..).to_le_bytes();
    STANDARD.encode(&random[..11])
}

/// The trace of a request, beginning with the client's root if it sent one, or else with a new root.
fn trace(given: Option<&str>, at: SystemTime) -> String {
    let Some(given) = given.filter(|header| header.contains("Root=")) else {
        let seconds = epoch_milliseconds(at) / 1000;
        let random = fastrand::u128(..) >> 32;
        return format!("Root=1-{seconds:08x}-{random:024x}");
    };
    let root = given.split(';').find(|part| part.trim().starts_with("Root=")).unwrap_or_default();
    let rest =
        given.split(';').filter(|part| !part.trim().starts_with("Root=")).map(|part| format!(";{}", part.trim()));
    std::iter::once(root.trim().to_owned()).chain(rest).collect()
}
