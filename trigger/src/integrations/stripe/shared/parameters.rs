//! What several kinds of requests are made with.

use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::parameters::parameters;

parameters! {
    /// A postal address, to be kept.
    pub struct SetAddress {
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

    /// Where and how something is sent, to be kept.
    pub struct SetShipping {
        /// The address.
        pub address: SetAddress,
        /// The recipient.
        pub name: String,
        /// The delivery service.
        pub carrier: Option<String>,
        /// The recipient's telephone number.
        pub phone: Option<String>,
        /// The number under which the delivery service knows it.
        pub tracking_number: Option<String>,
    }

    /// The connected account that a payment's money goes to.
    pub struct SetTransferData {
        /// The account, `acct_…`.
        pub destination: String,
        /// How much of the payment goes there; all of it without this.
        pub amount: Option<Amount>,
    }
}
