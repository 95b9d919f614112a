//! Stripe: its webhook as a source of events, its events as triggers, its API as tasks.
//!
//! Every event of Stripe's has a trigger, named as the event is:
//! [`on_price_created`](struct@on_price_created) is `price.created`. Where an object has several
//! events, one trigger stands for all of them: [`on_price`](struct@on_price). What arrives is the
//! object, with its fields typed.
//!
//! Products and prices are there with the feature `stripe`; the others come a feature each, so that
//! an app compiles what it uses:
//!
//! | feature | events and tasks of | | check |
//! |---|---|---|---|
//! | `stripe` | `catalogue` | products and prices | 11.6 s |
//! | `stripe-customers` | `customers` | customers, their discounts, tax numbers and cash balances; sources | 10.8 s |
//! | `stripe-billing` | `billing` | subscriptions, invoices, coupons, credit notes, quotes, tax rates, meters, credits, the portal, test clocks; with `stripe-customers` | 12.7 s |
//! | `stripe-payments` | `payments` | charges, refunds, disputes, payment and setup intents, payment methods, Checkout, payment links, mandates, reviews | 11.8 s |
//! | `stripe-balance` | `balance` | the balance, payouts, top-ups, transfers, reserves | 11.3 s |
//! | `stripe-connect` | `connect` | accounts, capabilities, persons, application fees | 11.3 s |
//! | `stripe-issuing` | `issuing` | issued cards, their holders, authorisations, disputes | 10.4 s |
//! | `stripe-treasury` | `treasury` | financial accounts and what moves money to and from them | 10.6 s |
//! | `stripe-financial-connections` | `financial_connections` | linked accounts | 10.9 s |
//! | `stripe-identity` | `identity` | verifications | 10.3 s |
//! | `stripe-terminal` | `terminal` | readers | 10.4 s |
//! | `stripe-reports` | `reports` | files, reports, scheduled queries | 10.5 s |
//! | `stripe-climate` | `climate` | orders and products of Climate | 10.9 s |
//! | `stripe-all` | | all of them | 14.6 s |
//!
//! The last column is how long `cargo check` of the library alone takes with that feature and no other,
//! without incremental compilation, as `benches/feature_cost.sh` measures it: the shortest of three, on
//! two cores that others use too, with Rust 1.95. The same compile takes a second or two more at one
//! time than at another, so what one family adds cannot be told from nothing; all of them add a quarter.
//!
//! # Tasks
//!
//! A job that takes a [`Stripe`] calls its tasks: each is executed once, tried again as Stripe's
//! rules say, and made under an idempotency key. What has no task is reached with
//! [`Stripe::native`].
//!
//! ```
//! use trigger::integrations::stripe::{self, Amount, CreatePrice, ListPrices, Stripe};
//! use trigger::prelude::*;
//!
//! /// Every product costs something, at least at first.
//! #[job(trigger = stripe::on_product_created)]
//! async fn price_it(product: stripe::Product, stripe: Stripe) -> Result<()> {
//!     let of_product = ListPrices {
//!         product: Some(product.id.clone()),
//!         ..Default::default()
//!     };
//!     if !stripe.prices().list("prices", of_product, Some(1)).await?.is_empty() {
//!         return Ok(());
//!     }
//!     let price = CreatePrice {
//!         currency: "usd".to_owned(),
//!         product: Some(product.id),
//!         unit_amount: Some(Amount(900)),
//!         ..Default::default()
//!     };
//!     stripe.prices().create("price", price).await?;
//!     Ok(())
//! }
//! ```
//!
//! Lists are read to their end, or to the limit that they are given. What is too long to be the
//! output of one task is read page by page with [`Stripe::native`], whose answer is a [`List`].
//!
//! # Accounts
//!
//! - Events of connected accounts come with `connect = true`, through an endpoint of their own;
//!   [`Context::account`](crate::Context::account) says whose they are, and [`Stripe::account`] acts
//!   for that account.
//! - Several accounts of one's own are several integrations: see [`AccountOf`](crate::AccountOf).
//!
//! # Thin events
//!
//! Endpoints that register themselves send events with their objects. A destination that somebody
//! set up at Stripe may send thin events, which only name their object: they are verified, kept and
//! answered like others, and their payload is the event itself. A job is started by one whose
//! `#[event_spec]` names it, such as `v2.core.account.closed`, with
//! `source = stripe::StripeWebhook`; the app is given the destination's secret
//! ([`Stripe::webhook_secret`]), because endpoints that register themselves cannot ask for them.

mod amount;
mod client;
mod details;
mod envelope;
mod events;
mod failure;
mod form;
mod list;
mod native;
mod parameters;
mod registration;
mod settings;
mod shown;
mod signature;
mod source;
mod tolerant;
mod webhook_endpoints;

#[cfg(feature = "stripe-balance")]
pub mod balance;
#[cfg(feature = "stripe-billing")]
pub mod billing;
pub mod catalogue;
#[cfg(feature = "stripe-climate")]
pub mod climate;
#[cfg(feature = "stripe-connect")]
pub mod connect;
#[cfg(feature = "stripe-customers")]
pub mod customers;
#[cfg(feature = "stripe-financial-connections")]
pub mod financial_connections;
#[cfg(feature = "stripe-identity")]
pub mod identity;
#[cfg(feature = "stripe-issuing")]
pub mod issuing;
#[cfg(feature = "stripe-payments")]
pub mod payments;
#[cfg(feature = "stripe-reports")]
pub mod reports;
pub mod shared;
#[cfg(feature = "stripe-terminal")]
pub mod terminal;
#[cfg(feature = "stripe-treasury")]
pub mod treasury;

pub use amount::Amount;
pub use client::{API_VERSION, Stripe};
pub use details::EventDetails;
pub use http::Method;
pub use signature::sign;
pub use source::{StripeEndpoint, StripeParams, StripeWebhook};
pub use tolerant::{Expandable, List};
pub use webhook_endpoints::{
    CreateWebhookEndpoint, DeletedWebhookEndpoint, StripeWebhookEndpoints, UpdateWebhookEndpoint,
    WebhookEndpoint, WebhookEndpointStatus,
};

// By name, so that the compiler knows which feature has what is missing.
#[cfg(feature = "stripe-balance")]
pub use balance::{
    funds::{Balance, BalanceSettings},
    on_balance_available, on_balance_settings_updated, on_payout, on_payout_canceled,
    on_payout_created, on_payout_failed, on_payout_paid, on_payout_reconciliation_completed,
    on_payout_updated, on_reserve_hold, on_reserve_hold_created, on_reserve_hold_updated,
    on_reserve_plan, on_reserve_plan_created, on_reserve_plan_disabled, on_reserve_plan_expired,
    on_reserve_plan_updated, on_reserve_release_created, on_topup, on_topup_canceled,
    on_topup_created, on_topup_failed, on_topup_reversed, on_topup_succeeded, on_transfer,
    on_transfer_created, on_transfer_reversed, on_transfer_updated,
    payout::Payout,
    reserve::{ReserveHold, ReservePlan, ReserveRelease},
    topup::Topup,
    transfer::Transfer,
};
#[cfg(feature = "stripe-billing")]
pub use billing::{
    coupon::{Coupon, PromotionCode},
    credit_note::{CreditNote, CreditNoteLine},
    invoice::{Invoice, InvoiceItem, InvoiceLine, InvoicePayment},
    on_billing_alert_triggered, on_billing_credit_balance_transaction_created,
    on_billing_credit_grant, on_billing_credit_grant_created, on_billing_credit_grant_updated,
    on_billing_meter, on_billing_meter_created, on_billing_meter_deactivated,
    on_billing_meter_reactivated, on_billing_meter_updated, on_billing_portal_configuration,
    on_billing_portal_configuration_created, on_billing_portal_configuration_updated,
    on_billing_portal_session_created, on_coupon, on_coupon_created, on_coupon_deleted,
    on_coupon_updated, on_credit_note, on_credit_note_created, on_credit_note_updated,
    on_credit_note_voided, on_customer_subscription, on_customer_subscription_created,
    on_customer_subscription_deleted, on_customer_subscription_paused,
    on_customer_subscription_pending_update_applied,
    on_customer_subscription_pending_update_expired, on_customer_subscription_resumed,
    on_customer_subscription_trial_will_end, on_customer_subscription_updated,
    on_entitlements_active_entitlement_summary_updated, on_invoice, on_invoice_created,
    on_invoice_deleted, on_invoice_finalization_failed, on_invoice_finalized,
    on_invoice_marked_uncollectible, on_invoice_overdue, on_invoice_overpaid, on_invoice_paid,
    on_invoice_payment_action_required, on_invoice_payment_attempt_required,
    on_invoice_payment_failed, on_invoice_payment_paid, on_invoice_payment_succeeded,
    on_invoice_sent, on_invoice_upcoming, on_invoice_updated, on_invoice_voided,
    on_invoice_will_be_due, on_invoiceitem, on_invoiceitem_created, on_invoiceitem_deleted,
    on_plan, on_plan_created, on_plan_deleted, on_plan_updated, on_promotion_code,
    on_promotion_code_created, on_promotion_code_updated, on_quote, on_quote_accepted,
    on_quote_canceled, on_quote_created, on_quote_finalized, on_subscription_schedule,
    on_subscription_schedule_aborted, on_subscription_schedule_canceled,
    on_subscription_schedule_completed, on_subscription_schedule_created,
    on_subscription_schedule_expiring, on_subscription_schedule_released,
    on_subscription_schedule_updated, on_tax_rate, on_tax_rate_created, on_tax_rate_updated,
    on_tax_settings_updated, on_test_helpers_test_clock, on_test_helpers_test_clock_advancing,
    on_test_helpers_test_clock_created, on_test_helpers_test_clock_deleted,
    on_test_helpers_test_clock_internal_failure, on_test_helpers_test_clock_ready,
    plan::Plan,
    portal::{PortalConfiguration, PortalSession},
    quote::Quote,
    subscription::{
        Subscription, SubscriptionItem,
        tasks::{
            CancelSubscription, CreateSubscription, ListSubscriptions, SetCancellationDetails,
            SetPauseCollection, SetSubscriptionItem, StripeSubscriptions, UpdateSubscription,
        },
    },
    subscription_schedule::SubscriptionSchedule,
    tax::{TaxRate, TaxSettings},
    test_clock::TestClock,
    usage::{
        ActiveEntitlementSummary, AlertTriggered, CreditBalanceTransaction, CreditGrant, Meter,
    },
};
pub use catalogue::{
    on_price, on_price_created, on_price_deleted, on_price_updated, on_product, on_product_created,
    on_product_deleted, on_product_updated,
    price::{
        Price,
        tasks::{
            CreatePrice, ListPrices, PriceProduct, PriceRecurrence, PriceTier, StripePrices,
            UpdatePrice,
        },
    },
    product::{
        Product,
        tasks::{CreateProduct, ListProducts, StripeProducts, UpdateProduct},
    },
};
#[cfg(feature = "stripe-climate")]
pub use climate::{
    on_climate_order, on_climate_order_canceled, on_climate_order_created,
    on_climate_order_delayed, on_climate_order_delivered, on_climate_order_product_substituted,
    on_climate_product, on_climate_product_created, on_climate_product_pricing_updated,
    order::{ClimateOrder, ClimateProduct},
};
#[cfg(feature = "stripe-connect")]
pub use connect::{
    account::{Account, Application, Capability, ExternalAccount, Person},
    application_fee::{ApplicationFee, FeeRefund},
    on_account_application, on_account_application_authorized, on_account_application_deauthorized,
    on_account_external_account, on_account_external_account_created,
    on_account_external_account_deleted, on_account_external_account_updated, on_account_updated,
    on_application_fee, on_application_fee_created, on_application_fee_refund_updated,
    on_application_fee_refunded, on_capability_updated, on_person, on_person_created,
    on_person_deleted, on_person_updated,
};
#[cfg(feature = "stripe-customers")]
pub use customers::{
    cash_balance::{CashBalance, CustomerCashBalanceTransaction},
    customer::{
        Customer,
        tasks::{
            CreateCustomer, ListCustomers, SetInvoiceSettings, StripeCustomers, UpdateCustomer,
        },
    },
    discount::Discount,
    on_cash_balance_funds_available, on_customer, on_customer_cash_balance_transaction_created,
    on_customer_created, on_customer_deleted, on_customer_discount, on_customer_discount_created,
    on_customer_discount_deleted, on_customer_discount_updated, on_customer_source,
    on_customer_source_created, on_customer_source_deleted, on_customer_source_expiring,
    on_customer_source_updated, on_customer_tax_id, on_customer_tax_id_created,
    on_customer_tax_id_deleted, on_customer_tax_id_updated, on_customer_updated, on_source,
    on_source_canceled, on_source_chargeable, on_source_failed, on_source_mandate_notification,
    on_source_refund_attributes_required, on_source_transaction, on_source_transaction_created,
    on_source_transaction_updated,
    source::{CustomerSource, Source, SourceMandateNotification, SourceTransaction},
    tax_id::TaxId,
};
#[cfg(feature = "stripe-financial-connections")]
pub use financial_connections::{
    linked_account::{LinkAuthorization, LinkedAccount},
    on_financial_connections_account, on_financial_connections_account_account_numbers_updated,
    on_financial_connections_account_created, on_financial_connections_account_deactivated,
    on_financial_connections_account_disconnected,
    on_financial_connections_account_expected_deactivation_date_updated,
    on_financial_connections_account_reactivated,
    on_financial_connections_account_refreshed_balance,
    on_financial_connections_account_refreshed_ownership,
    on_financial_connections_account_refreshed_transactions,
    on_financial_connections_account_supported_payment_method_types_updated,
    on_financial_connections_account_upcoming_account_number_expiry,
    on_financial_connections_account_upcoming_deactivation, on_financial_connections_authorization,
    on_financial_connections_authorization_expected_deactivation_date_updated,
    on_financial_connections_authorization_upcoming_deactivation,
};
#[cfg(feature = "stripe-identity")]
pub use identity::{
    on_identity_verification_session, on_identity_verification_session_canceled,
    on_identity_verification_session_created, on_identity_verification_session_processing,
    on_identity_verification_session_redacted, on_identity_verification_session_requires_input,
    on_identity_verification_session_verified, verification::VerificationSession,
};
#[cfg(feature = "stripe-issuing")]
pub use issuing::{
    card::{Cardholder, IssuingCard, PersonalizationDesign, Token},
    on_issuing_authorization, on_issuing_authorization_created, on_issuing_authorization_request,
    on_issuing_authorization_updated, on_issuing_card, on_issuing_card_created,
    on_issuing_card_updated, on_issuing_cardholder, on_issuing_cardholder_created,
    on_issuing_cardholder_updated, on_issuing_dispute, on_issuing_dispute_closed,
    on_issuing_dispute_created, on_issuing_dispute_funds_reinstated,
    on_issuing_dispute_funds_rescinded, on_issuing_dispute_submitted, on_issuing_dispute_updated,
    on_issuing_personalization_design, on_issuing_personalization_design_activated,
    on_issuing_personalization_design_deactivated, on_issuing_personalization_design_rejected,
    on_issuing_personalization_design_updated, on_issuing_token, on_issuing_token_created,
    on_issuing_token_updated, on_issuing_transaction, on_issuing_transaction_created,
    on_issuing_transaction_purchase_details_receipt_updated, on_issuing_transaction_updated,
    spending::{Authorization, IssuingDispute, IssuingTransaction},
};
#[cfg(feature = "stripe-payments")]
pub use payments::{
    charge::{
        Charge,
        tasks::{CreateCharge, ListCharges, StripeCharges},
    },
    checkout_session::{
        CheckoutSession,
        tasks::{
            CheckoutItem, CheckoutPayment, CheckoutPrice, CheckoutProduct, CheckoutSubscription,
            CreateCheckoutSession, ListCheckoutSessions, StripeCheckout, StripeCheckoutSessions,
        },
    },
    dispute::Dispute,
    fraud::{EarlyFraudWarning, Review},
    mandate::Mandate,
    on_charge, on_charge_captured, on_charge_dispute, on_charge_dispute_closed,
    on_charge_dispute_created, on_charge_dispute_funds_reinstated,
    on_charge_dispute_funds_withdrawn, on_charge_dispute_updated, on_charge_expired,
    on_charge_failed, on_charge_pending, on_charge_refund_updated, on_charge_refunded,
    on_charge_succeeded, on_charge_updated, on_checkout_session,
    on_checkout_session_async_payment_failed, on_checkout_session_async_payment_succeeded,
    on_checkout_session_completed, on_checkout_session_expired, on_mandate_updated,
    on_payment_intent, on_payment_intent_amount_capturable_updated, on_payment_intent_canceled,
    on_payment_intent_created, on_payment_intent_partially_funded,
    on_payment_intent_payment_failed, on_payment_intent_processing,
    on_payment_intent_requires_action, on_payment_intent_succeeded, on_payment_link,
    on_payment_link_created, on_payment_link_updated, on_payment_method,
    on_payment_method_attached, on_payment_method_automatically_updated,
    on_payment_method_detached, on_payment_method_updated, on_radar_early_fraud_warning,
    on_radar_early_fraud_warning_created, on_radar_early_fraud_warning_updated, on_refund,
    on_refund_created, on_refund_failed, on_refund_updated, on_review, on_review_closed,
    on_review_opened, on_setup_intent, on_setup_intent_canceled, on_setup_intent_created,
    on_setup_intent_requires_action, on_setup_intent_setup_failed, on_setup_intent_succeeded,
    payment_intent::{
        PaymentIntent,
        tasks::{
            CreatePaymentIntent, ListPaymentIntents, SetAutomaticPaymentMethods,
            StripePaymentIntents,
        },
    },
    payment_link::PaymentLink,
    payment_method::PaymentMethod,
    refund::{
        Refund,
        tasks::{CreateRefund, ListRefunds, StripeRefunds},
    },
    setup_intent::SetupIntent,
};
#[cfg(feature = "stripe-reports")]
pub use reports::{
    file::File,
    on_file_created, on_reporting_report_run, on_reporting_report_run_failed,
    on_reporting_report_run_succeeded, on_reporting_report_type_updated,
    on_sigma_scheduled_query_run_created,
    report::{ReportRun, ReportType, ScheduledQueryRun},
};
pub use shared::{
    account_details::{BankAccount, BankAccountStatus, Card, CardFunding},
    address::{Address, BillingDetails, Shipping},
    error::PaymentError,
    money::{
        AutomaticTax, CustomField, DiscountAmount, Issuer, Period, PretaxCreditAmount,
        ShippingCost, Tax, TotalDetails, TransferData,
    },
    parameters::{SetAddress, SetShipping, SetTransferData},
};
#[cfg(feature = "stripe-terminal")]
pub use terminal::{
    on_terminal_reader, on_terminal_reader_action_failed, on_terminal_reader_action_succeeded,
    on_terminal_reader_action_updated, reader::Reader,
};
#[cfg(feature = "stripe-treasury")]
pub use treasury::{
    financial_account::FinancialAccount,
    incoming::{CreditReversal, DebitReversal, InboundTransfer, ReceivedCredit, ReceivedDebit},
    on_treasury_credit_reversal, on_treasury_credit_reversal_created,
    on_treasury_credit_reversal_posted, on_treasury_debit_reversal,
    on_treasury_debit_reversal_completed, on_treasury_debit_reversal_created,
    on_treasury_debit_reversal_initial_credit_granted, on_treasury_financial_account,
    on_treasury_financial_account_closed, on_treasury_financial_account_created,
    on_treasury_financial_account_features_status_updated, on_treasury_inbound_transfer,
    on_treasury_inbound_transfer_canceled, on_treasury_inbound_transfer_created,
    on_treasury_inbound_transfer_failed, on_treasury_inbound_transfer_succeeded,
    on_treasury_outbound_payment, on_treasury_outbound_payment_canceled,
    on_treasury_outbound_payment_created,
    on_treasury_outbound_payment_expected_arrival_date_updated,
    on_treasury_outbound_payment_failed, on_treasury_outbound_payment_posted,
    on_treasury_outbound_payment_returned, on_treasury_outbound_payment_tracking_details_updated,
    on_treasury_outbound_transfer, on_treasury_outbound_transfer_canceled,
    on_treasury_outbound_transfer_created,
    on_treasury_outbound_transfer_expected_arrival_date_updated,
    on_treasury_outbound_transfer_failed, on_treasury_outbound_transfer_posted,
    on_treasury_outbound_transfer_returned, on_treasury_outbound_transfer_tracking_details_updated,
    on_treasury_received_credit, on_treasury_received_credit_created,
    on_treasury_received_credit_failed, on_treasury_received_credit_succeeded,
    on_treasury_received_debit_created,
    outgoing::{OutboundPayment, OutboundTransfer},
};
