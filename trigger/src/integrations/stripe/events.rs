//! Stripe's events as triggers.

/// Declares the events of one object, a line each: the handle, the name at Stripe and what has
/// happened. Before them come the handle of the group of all of them, where there are several, and
/// what a person sees of the object at a glance.
macro_rules! events {
    (
        $(group $group:ident = $group_doc:tt;)?
        for $payload:ident as $object:ident { $($label:literal => $value:expr,)+ }
        $(examples $examples:tt)?
        when $events:tt
    ) => {
        impl $payload {
            pub(crate) fn properties(&self) -> $crate::spec::Properties {
                let $object = self;
                let properties = $crate::spec::Properties::new();
                $(
                    let properties =
                        $crate::integrations::shown::with(properties, $label, &$value);
                )+
                properties
            }
        }

        events!(@each $payload {$(examples $examples,)?} $events);
        events!(@group [$($group $group_doc)?] $payload {$(examples $examples,)?} $events);
    };

    (@each $payload:ident $examples:tt { $($handle:ident = $name:tt, $doc:tt;)+ }) => {
        $(events!(@one $payload $examples $handle = $name, $doc);)+
    };

    (@group [] $payload:ident $examples:tt $events:tt) => {};
    (@group [$group:ident $group_doc:tt] $payload:ident $examples:tt {
        $($handle:ident = $name:tt, $doc:tt;)+
    }) => {
        events!(@one $payload $examples $group = [$($name),+], $group_doc);
    };

    (@one $payload:ident {$($examples:tt)*} $handle:ident = $name:tt, $doc:tt) => {
        #[doc = $doc]
        #[$crate::event_spec(
            name = $name,
            source = $crate::integrations::stripe::StripeWebhook,
            icon = "stripe",
            $($examples)*
        )]
        pub fn $handle(payload: &$payload) -> $crate::spec::Properties {
            payload.properties()
        }

        #[cfg(test)]
        ::inventory::submit! {
            $crate::integrations::stripe::events::tests::Declared {
                handle: stringify!($handle),
                meta: &<$handle as $crate::spec::EventSpec>::META,
                read: $crate::integrations::stripe::events::tests::read::<$handle>,
                job: $crate::job::JobDef::of::<
                    $crate::integrations::stripe::events::tests::served::On<$handle>,
                >(),
            }
        }
    };
}
pub(super) use events;

#[cfg(test)]
pub(super) mod tests;
