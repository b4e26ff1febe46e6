//! How everything calls everything: the AWS services that run here, behind one interface.
//!
//! An integration of the gateway, an SDK or the AWS CLI on this machine and the function that runs here make the same
//! [`Call`], so that what one of them writes reaches the stream as well as what another does.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// A call of a service's action.
#[derive(Debug, Clone)]
pub struct Call {
    /// The action, where the caller named it: by `X-Amz-Target`, by `Action` in the query or form, or by an
    /// integration's address `…:action/PutItem`.
    pub action: Option<String>,
    /// The method.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// The query, as it was sent, without `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What a service answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// An answer that is still to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// A service of AWS, as far as it runs here.
pub trait Service: Send + Sync {
    /// Its name in an integration's address and in a signature's scope, such as `dynamodb`.
    fn name(&self) -> &'static str;

    /// Answers a call. Every failure is an answer, as AWS would give it.
    fn call(&self, call: Call) -> Answering<'_>;
}

/// The services that run, by name.
#[derive(Clone, Default)]
pub struct Services(BTreeMap<&'static str, Arc<dyn Service>>);

impl Services {
    /// The service of a name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Service>> {
        self.0.get(name)
    }
}

impl FromIterator<Arc<dyn Service>> for Services {
    fn from_iter<T: IntoIterator<Item = Arc<dyn Service>>>(services: T) -> Self {
        Self(services.into_iter().map(|service| (service.name(), service)).collect())
    }
}
