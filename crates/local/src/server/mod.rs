//! The HTTP server: one port for the REST APIs, the services of AWS, and the runtime's own pages.
//!
//! It speaks HTTP/1.1 with persistent connections. No client can take more than its share: heads and bodies must come in
//! time, connections and the memory for bodies are bounded, and a slow client holds up only its own connection.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::service::Answer;

mod body;
mod callers;
mod cors;
mod dispatch;
mod heads;
mod host;
mod refused;

pub use callers::Callers;
pub use dispatch::Routes;
pub use host::{Host, Invalid, Origin};

use body::Memory;
use heads::{Head, Heads, Recorded};

/// How long a client may take for a request's head. A connection that is idle for this long is closed.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long requests may still take when the server stops. The process has 5 seconds for everything.
const GRACE: Duration = Duration::from_millis(4500);
/// The longest head in bytes, including the empty line that ends it. AWS allows 10,240 for the path and as much for all
/// headers.
const LONGEST_HEAD: usize = 32 * 1024;
/// The most open connections. Further ones wait to be accepted.
const CONNECTIONS: usize = 8192;

/// A bound port.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

/// The state that all connections share.
struct Shared {
    routes: Arc<ArcSwap<Routes>>,
    memory: Memory,
}

impl Server {
    /// Binds an address. Port 0 means any free port.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        raise_file_limit();
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address, with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until a future completes. Then it accepts no more connections, and waits for open requests. The routes may be
    /// replaced meanwhile: a request keeps the routes that it began with.
    pub async fn serve(self, routes: Arc<ArcSwap<Routes>>, stop: impl Future<Output = ()>) {
        let shared = Arc::new(Shared { routes, memory: Memory::default() });
        let connections = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let next = async {
                let permit = Arc::clone(&connections).acquire_owned().await;
                (self.listener.accept().await, permit)
            };
            let (accepted, permit) = tokio::select! {
                next = next => next,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let served = connection(stream, peer, Arc::clone(&shared), graceful.watcher());
                    tokio::spawn(async move {
                        served.await;
                        drop(permit);
                    });
                }
                // Such as too many open files, of which there may be fewer a moment later.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        drop(self.listener);
        let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    }
}

/// Serves one connection to its end. An error concerns only its client.
async fn connection(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let (stream, recorded) = Heads::new(stream);
    let service = service_fn(move |request| answer(request, peer, Arc::clone(&shared), recorded.clone()));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(LONGEST_HEAD)
        // Answers are small, and one write is faster than two.
        .writev(false)
        // A client may close its side and still wait for the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

async fn answer(
    request: http::Request<Incoming>,
    peer: SocketAddr,
    shared: Arc<Shared>,
    recorded: Recorded,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let routes = shared.routes.load_full();
    let head = match recorded.take() {
        Some(Head::TooLong) => return Ok(response(routes.refuse(&parts, &body::Refused::HeadTooLong))),
        Some(Head::Complete(headers)) => Some(headers),
        None => None,
    };
    let answer = match body::collect(body, &shared.memory).await {
        Ok(body) => routes.answer(parts, head, body, peer).await,
        Err(refused) => routes.refuse(&parts, &refused),
    };
    Ok(response(answer))
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

/// Raises the limit of open files, and so of connections, as far as the system allows.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}
