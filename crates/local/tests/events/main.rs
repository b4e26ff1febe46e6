//! Tables, their streams and the functions that hear of them.

mod deliveries;
mod tables;
mod world;
