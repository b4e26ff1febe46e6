//! The macro by which generated code declares the attributes of a resource: a line each, instead of a method.

/// Declares the struct through which a configuration refers to the attributes of a resource or data source.
///
/// `gelato bindings` generates calls of this macro. Each attribute becomes a method of its name; a name that Rust or the
/// struct reserves is followed by the attribute's own name.
///
/// ```
/// use gelato::terraform::{List, attributes};
///
/// attributes! {
///     /// The attributes of a declared `kitchen_menu`.
///     MenuAttributes {
///         /// Computed.
///         dishes: List<String>,
///         r#type("type"): String,
///     }
/// }
/// ```
#[macro_export]
macro_rules! attributes {
    (@name $method:ident) => { stringify!($method) };
    (@name $method:ident $attribute:literal) => { $attribute };
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$doc:meta])* $method:ident $(($attribute:literal))?: $value_type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name($crate::terraform::Address);

        impl $name {
            $(
                #[doc = concat!("`", $crate::attributes!(@name $method $($attribute)?), "`.")]
                $(#[$doc])*
                pub fn $method(&self) -> $crate::terraform::Value<$value_type> {
                    self.0.attribute($crate::attributes!(@name $method $($attribute)?)).into()
                }
            )*
        }

        impl $crate::terraform::Addressed for $name {
            fn at_address(address: $crate::terraform::Address) -> Self {
                Self(address)
            }

            fn address(&self) -> &$crate::terraform::Address {
                &self.0
            }
        }
    };
}
