//! Amazon DynamoDB: tables, keys, indexes, streams and grants.

mod grants;
mod index;
mod key;
mod table;
mod table_indexes;
mod table_props;

pub use grants::{read_stream, remember_events, use_table};
pub use index::{Index, IndexKey, Projection};
pub use key::{Key, KeyKind};
pub use table::Table;
pub use table_props::{Billing, StreamView, TableProps};
