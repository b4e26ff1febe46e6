//! Tables, their streams and the functions that hear of them.

mod deliveries;
mod functions;
mod tables;
mod world;
