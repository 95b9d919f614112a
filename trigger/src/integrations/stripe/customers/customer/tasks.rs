//! The tasks on customers.

use std::collections::BTreeMap;

use http::Method;

use super::{Customer, TaxExempt};
use crate::error::Result;
use crate::integrations::stripe::amount::Amount;
use crate::integrations::stripe::client::{Stripe, path_to};
use crate::integrations::stripe::parameters::parameters;
use crate::integrations::stripe::shared::parameters::{SetAddress, SetShipping};
use crate::tasks;

const PATH: &str = "/v1/customers";

/// The tasks on customers.
#[tasks(namespace = "customers")]
impl Stripe {
    /// Creates a customer.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn create(&self, parameters: CreateCustomer) -> Result<Customer> {
        Ok(self.request(Method::POST, PATH, &parameters).await?)
    }

    /// One customer; of one that was deleted, little more than its id and that it was.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`]; one that is not there cannot be tried again.
    pub async fn retrieve(&self, id: String) -> Result<Customer> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::GET, &path, &()).await?)
    }

    /// Changes a customer.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn update(&self, id: String, parameters: UpdateCustomer) -> Result<Customer> {
        let path = path_to(PATH, &id)?;
        Ok(self.request(Method::POST, &path, &parameters).await?)
    }

    /// Customers, newest first: all pages, up to `limit`.
    ///
    /// # Errors
    ///
    /// As [`Stripe::call`].
    pub async fn list(
        &self,
        parameters: ListCustomers,
        limit: Option<usize>,
    ) -> Result<Vec<Customer>> {
        Ok(self
            .list_all(PATH, &parameters, limit, |customer: &Customer| &customer.id)
            .await?)
    }
}

parameters! {
    /// What a customer is created with.
    pub struct CreateCustomer {
        /// The address.
        pub address: Option<SetAddress>,
        /// What the next invoice is changed by; below zero, the customer has credit.
        pub balance: Option<Amount>,
        /// What the account says of the customer; nobody else sees it.
        pub description: Option<String>,
        /// The email address.
        pub email: Option<String>,
        /// What invoices are made with.
        pub invoice_settings: Option<SetInvoiceSettings>,
        /// The full name.
        pub name: Option<String>,
        /// The id of a payment method to attach.
        pub payment_method: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The customer's languages, the one that is liked best first.
        pub preferred_locales: Vec<String>,
        /// Where and how things are sent.
        pub shipping: Option<SetShipping>,
        /// The token of a source to attach.
        pub source: Option<String>,
        /// Whether the customer pays tax.
        pub tax_exempt: Option<TaxExempt>,
        /// The id of a test clock to attach the customer to.
        pub test_clock: Option<String>,
        /// What to keep with the customer.
        pub metadata: BTreeMap<String, String>,
    }

    /// What is changed of a customer.
    pub struct UpdateCustomer {
        /// The address.
        pub address: Option<SetAddress>,
        /// What the next invoice is changed by; below zero, the customer has credit.
        pub balance: Option<Amount>,
        /// The id of the source that is charged unless another is named.
        pub default_source: Option<String>,
        /// What the account says of the customer.
        pub description: Option<String>,
        /// The email address.
        pub email: Option<String>,
        /// What invoices are made with.
        pub invoice_settings: Option<SetInvoiceSettings>,
        /// The full name.
        pub name: Option<String>,
        /// The telephone number.
        pub phone: Option<String>,
        /// The customer's languages, the one that is liked best first.
        pub preferred_locales: Vec<String>,
        /// Where and how things are sent.
        pub shipping: Option<SetShipping>,
        /// Whether the customer pays tax.
        pub tax_exempt: Option<TaxExempt>,
        /// What to keep with the customer, added to what is there.
        pub metadata: BTreeMap<String, String>,
    }

    /// What a customer's invoices are made with.
    pub struct SetInvoiceSettings {
        /// The id of the payment method that is charged unless another is named.
        pub default_payment_method: Option<String>,
        /// What stands at the foot of invoices.
        pub footer: Option<String>,
    }

    /// Which customers are listed: those that fit everything that is given.
    pub struct ListCustomers {
        /// Those of an email address, which is compared exactly.
        pub email: Option<String>,
        /// Those of a test clock.
        pub test_clock: Option<String>,
    }
}
