//! DynamoDB's error responses. Internal errors are printed on the terminal, and the client gets a generic message.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use dynoxide::DynoxideError;
use http::StatusCode;
use serde_json::{Value, json};

use crate::console;
use crate::printable;

use super::damage::Damage;

/// An error response.
pub(super) struct Failed {
    pub(super) status: StatusCode,
    pub(super) body: String,
}

/// The response to an error.
pub(super) fn of(error: &DynoxideError, damage: Option<&Damage>) -> Failed {
    match error {
        DynoxideError::InternalServerError(_)
        | DynoxideError::SqliteError(_)
        | DynoxideError::UnsupportedCapability(_) => internal(error, damage),
        DynoxideError::ConditionalCheckFailedException(message, Some(item)) => {
            // With the item, the member is spelled with a capital letter.
            refused(&json!({ "__type": error.error_type(), "Message": message, "Item": item }))
        }
        DynoxideError::ResourceNotFoundException(_) => {
            // The library adds the table's name after a colon; AWS does so for streams and backups only.
            refused(&json!({ "__type": error.error_type(), "message": "Requested resource not found" }))
        }
        DynoxideError::SerializationException(message) if message.is_empty() => {
            refused(&json!({ "__type": error.error_type() }))
        }
        _ => Failed { status: StatusCode::BAD_REQUEST, body: error.to_json() },
    }
}

/// The error of an unknown action.
pub(super) const UNKNOWN: &str = "UnknownOperationException";

fn refused(body: &Value) -> Failed {
    Failed { status: StatusCode::BAD_REQUEST, body: body.to_string() }
}

fn internal(error: &DynoxideError, damage: Option<&Damage>) -> Failed {
    if error.to_string() == UNKNOWN {
        return refused(&json!({ "__type": format!("com.amazon.coral.service#{UNKNOWN}") }));
    }
    // Damage is reported once, when it is found.
    if damage.is_none() {
        let error = printable::block(&error.to_string());
        console::print_error(format!("error: the tables' database failed: {error}\n"));
    }
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError",
        "message": "The request processing has failed because of an unknown error, exception or failure.",
    });
    Failed { status: StatusCode::INTERNAL_SERVER_ERROR, body: body.to_string() }
}
