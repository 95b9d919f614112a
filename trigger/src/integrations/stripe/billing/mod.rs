//! What customers owe: subscriptions, invoices, discounts, quotes, meters and tax.

pub mod coupon;
pub mod credit_note;
mod events;
pub mod invoice;
pub mod plan;
pub mod portal;
pub mod quote;
pub mod subscription;
pub mod subscription_schedule;
pub mod tax;
pub mod test_clock;
pub mod usage;

pub use events::*;
