//! Addresses, and where to send things.

use super::super::tolerant::objects;

objects! {
    /// A postal address.
    pub struct Address {
        /// The city, district or town.
        pub city: Option<String>,
        /// The two letters of the country's ISO code.
        pub country: Option<String>,
        /// The street, a post box or a company.
        pub line1: Option<String>,
        /// The apartment, suite or building.
        pub line2: Option<String>,
        /// The postal code.
        pub postal_code: Option<String>,
        /// The state, county, province or region.
        pub state: Option<String>,
    }

    /// Whom a payment method belongs to.
    pub struct BillingDetails {
        /// The address.
        pub address: Option<Address>,
        /// The email address.
        pub email: Option<String>,
        /// The full name.
        pub name: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The tax number.
        pub tax_id: Option<String>,
    }

    /// Where and how something is sent.
    pub struct Shipping {
        /// The address.
        pub address: Option<Address>,
        /// The delivery service.
        pub carrier: Option<String>,
        /// The recipient.
        pub name: Option<String>,
        /// The recipient's telephone number.
        pub phone: Option<String>,
        /// The number under which the delivery service knows it.
        pub tracking_number: Option<String>,
    }
}
