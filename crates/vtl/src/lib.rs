//! Velocity templates exactly as Amazon API Gateway runs them.
