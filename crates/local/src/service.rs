//! The common interface of the AWS services that run here.
//!
//! The gateway's integrations, SDKs, the AWS CLI and functions on this machine all make a [`Call`], so that every write
//! reaches the stream, whoever makes it.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// A call of a service's action.
#[derive(Debug, Clone)]
pub struct Call {
    /// The action, if the caller named it: in `X-Amz-Target`, as `Action` in the query or form, or in an integration's
    /// URI `…:action/PutItem`.
    pub action: Option<String>,
    /// The method.
    pub method: Method,
    /// The raw path.
    pub path: String,
    /// The raw query, without `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A response of a service.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A response that is not ready yet.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// An AWS service.
pub trait Service: Send + Sync {
    /// Its name in an integration's URI and in a signature's scope, such as `dynamodb`.
    fn name(&self) -> &'static str;

    /// Performs a call. Every error is a response, in the form of AWS.
    fn call(&self, call: Call) -> Answering<'_>;
}

/// The running services by name.
#[derive(Clone, Default)]
pub struct Services(BTreeMap<&'static str, Arc<dyn Service>>);

impl Services {
    /// The service with a name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Service>> {
        self.0.get(name)
    }
}

impl FromIterator<Arc<dyn Service>> for Services {
    fn from_iter<T: IntoIterator<Item = Arc<dyn Service>>>(services: T) -> Self {
        Self(services.into_iter().map(|service| (service.name(), service)).collect())
    }
}
