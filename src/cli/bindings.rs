//! `gelato bindings`: typed resources from a provider's schema.
