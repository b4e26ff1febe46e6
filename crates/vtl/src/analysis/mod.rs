//! What a static check asks of a template.
