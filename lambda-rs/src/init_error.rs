//! Reports a failed init phase to Lambda. The runtime client has no call for this.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror>.

use serde_json::json;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(1);

/// Posts the error to the Runtime API at `address` (host and port) and waits for the answer.
///
/// # Errors
///
/// If the Runtime API cannot be reached.
pub fn report(address: &str, error_type: &str, message: &str) -> io::Result<()> {
    let mut connection = connect(address)?;
    connection.write_all(request(address, error_type, message).as_bytes())?;
    // The first byte of the answer shows that the report was read.
    connection.read_exact(&mut [0])
}

fn connect(address: &str) -> io::Result<TcpStream> {
    let resolved = address.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
    let connection = TcpStream::connect_timeout(&resolved, TIMEOUT)?;
    connection.set_read_timeout(Some(TIMEOUT))?;
    connection.set_write_timeout(Some(TIMEOUT))?;
    Ok(connection)
}

fn request(address: &str, error_type: &str, message: &str) -> String {
    let stack_trace: [&str; 0] = [];
    let body = json!({ "errorMessage": message, "errorType": error_type, "stackTrace": stack_trace }).to_string();
    format!(
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\n\
         Host: {address}\r\n\
         Content-Type: application/vnd.aws.lambda.error+json\r\n\
         Lambda-Runtime-Function-Error-Type: {error_type}\r\n\
         Content-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}",
        length = body.len()
    )
}
