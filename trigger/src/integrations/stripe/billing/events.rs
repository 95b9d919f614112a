//! The events of the family, a table for each object.

use super::super::events::events;
use super::coupon::{Coupon, PromotionCode};
use super::credit_note::CreditNote;
use super::invoice::{Invoice, InvoiceItem, InvoicePayment};
use super::plan::Plan;
use super::portal::{PortalConfiguration, PortalSession};
use super::quote::Quote;
use super::subscription::Subscription;
use super::subscription_schedule::SubscriptionSchedule;
use super::tax::{TaxRate, TaxSettings};
use super::test_clock::TestClock;
use super::usage::{
    ActiveEntitlementSummary, AlertTriggered, CreditBalanceTransaction, CreditGrant, Meter,
};

events! {
    group on_customer_subscription = "Anything that happens to a subscription; `context.event.name` says what.";
    for Subscription as subscription {
        "Subscription ID" => subscription.id,
        "Customer" => subscription.customer,
        "Status" => subscription.status,
    }
    examples(
        active("Active Subscription", "examples/stripe/subscription_active.json"),
        trial("Trial", "examples/stripe/subscription_trial.json"),
    )
    when {
        on_customer_subscription_created = "customer.subscription.created", "A customer subscribed.";
        on_customer_subscription_deleted = "customer.subscription.deleted", "A subscription ended.";
        on_customer_subscription_paused = "customer.subscription.paused", "A subscription is paused, because its trial ended without a payment method.";
        on_customer_subscription_pending_update_applied = "customer.subscription.pending_update_applied", "A change that waited for its payment was made.";
        on_customer_subscription_pending_update_expired = "customer.subscription.pending_update_expired", "A change that waited for its payment was given up.";
        on_customer_subscription_resumed = "customer.subscription.resumed", "A subscription that was paused goes on.";
        on_customer_subscription_trial_will_end = "customer.subscription.trial_will_end", "A trial ends in three days, or was just ended.";
        on_customer_subscription_updated = "customer.subscription.updated", "A subscription changed; `previousAttributes` in the event's context says what it was before.";
    }
}

events! {
    group on_subscription_schedule = "Anything that happens to a subscription schedule; `context.event.name` says what.";
    for SubscriptionSchedule as schedule {
        "Schedule ID" => schedule.id,
        "Customer" => schedule.customer,
        "Subscription" => schedule.subscription,
        "Status" => schedule.status,
    }
    examples(
        upgrade("Upgrade Next Year", "examples/stripe/subscription_schedule_upgrade.json"),
    )
    when {
        on_subscription_schedule_aborted = "subscription_schedule.aborted", "A schedule was given up, because its subscription was not paid.";
        on_subscription_schedule_canceled = "subscription_schedule.canceled", "A schedule was canceled, and its subscription with it.";
        on_subscription_schedule_completed = "subscription_schedule.completed", "All phases of a schedule are over.";
        on_subscription_schedule_created = "subscription_schedule.created", "A schedule was created.";
        on_subscription_schedule_expiring = "subscription_schedule.expiring", "A schedule is over in seven days.";
        on_subscription_schedule_released = "subscription_schedule.released", "A schedule let go of its subscription.";
        on_subscription_schedule_updated = "subscription_schedule.updated", "A schedule was changed.";
    }
}

events! {
    group on_invoice = "Anything that happens to an invoice; `context.event.name` says what.";
    for Invoice as invoice {
        "Invoice ID" => invoice.id,
        "Number" => invoice.number,
        "Amount due" => (invoice.amount_due, &invoice.currency),
        "Customer" => invoice.customer,
        "Status" => invoice.status,
    }
    examples(
        paid("Paid Invoice", "examples/stripe/invoice_paid.json"),
        open("Open Invoice", "examples/stripe/invoice_open.json"),
    )
    when {
        on_invoice_created = "invoice.created", "An invoice was created.";
        on_invoice_deleted = "invoice.deleted", "A draft of an invoice was deleted.";
        on_invoice_finalization_failed = "invoice.finalization_failed", "An invoice could not be finalised; `last_finalization_error` says why.";
        on_invoice_finalized = "invoice.finalized", "An invoice was finalised: it can be paid from now on.";
        on_invoice_marked_uncollectible = "invoice.marked_uncollectible", "An invoice was given up.";
        on_invoice_overdue = "invoice.overdue", "An invoice was not paid in time.";
        on_invoice_overpaid = "invoice.overpaid", "More was paid than an invoice asked for.";
        on_invoice_paid = "invoice.paid", "An invoice is paid, or was marked as paid.";
        on_invoice_payment_action_required = "invoice.payment_action_required", "A customer must do something for an invoice to be paid.";
        on_invoice_payment_attempt_required = "invoice.payment_attempt_required", "An invoice needs to be paid in a way that Stripe does not handle.";
        on_invoice_payment_failed = "invoice.payment_failed", "An attempt to pay an invoice failed.";
        on_invoice_payment_succeeded = "invoice.payment_succeeded", "An attempt to pay an invoice succeeded.";
        on_invoice_sent = "invoice.sent", "An invoice was sent to its customer.";
        on_invoice_upcoming = "invoice.upcoming", "A subscription will make an invoice in a few days.";
        on_invoice_updated = "invoice.updated", "An invoice changed; `previousAttributes` in the event's context says what it was before.";
        on_invoice_voided = "invoice.voided", "An invoice was voided.";
        on_invoice_will_be_due = "invoice.will_be_due", "An invoice will be due in a few days.";
    }
}

events! {
    for InvoicePayment as payment {
        "Payment ID" => payment.id,
        "Amount" => (payment.amount_paid, &payment.currency),
        "Invoice" => payment.invoice,
        "Status" => payment.status,
    }
    when {
        on_invoice_payment_paid = "invoice_payment.paid", "A payment towards an invoice succeeded.";
    }
}

events! {
    group on_invoiceitem = "Anything that happens to an invoice item; `context.event.name` says what.";
    for InvoiceItem as item {
        "Invoice item ID" => item.id,
        "Amount" => (item.amount, &item.currency),
        "Customer" => item.customer,
    }
    examples(
        hours("Hours of Work", "examples/stripe/invoice_item_hours.json"),
    )
    when {
        on_invoiceitem_created = "invoiceitem.created", "An invoice item was created.";
        on_invoiceitem_deleted = "invoiceitem.deleted", "An invoice item was deleted.";
    }
}

events! {
    group on_credit_note = "Anything that happens to a credit note; `context.event.name` says what.";
    for CreditNote as note {
        "Credit note ID" => note.id,
        "Amount" => (note.amount, &note.currency),
        "Invoice" => note.invoice,
        "Status" => note.status,
    }
    examples(
        returned("Returned Goods", "examples/stripe/credit_note_returned.json"),
    )
    when {
        on_credit_note_created = "credit_note.created", "A credit note was created.";
        on_credit_note_updated = "credit_note.updated", "A credit note was changed.";
        on_credit_note_voided = "credit_note.voided", "A credit note was voided.";
    }
}

events! {
    group on_quote = "Anything that happens to a quote; `context.event.name` says what.";
    for Quote as quote {
        "Quote ID" => quote.id,
        "Amount" => (quote.amount_total, &quote.currency),
        "Customer" => quote.customer,
        "Status" => quote.status,
    }
    examples(
        open("Open Quote", "examples/stripe/quote_open.json"),
    )
    when {
        on_quote_accepted = "quote.accepted", "A customer accepted a quote.";
        on_quote_canceled = "quote.canceled", "A quote was canceled.";
        on_quote_created = "quote.created", "A quote was created.";
        on_quote_finalized = "quote.finalized", "A quote was finalised: it can be accepted from now on.";
    }
}

events! {
    group on_coupon = "Anything that happens to a coupon; `context.event.name` says what.";
    for Coupon as coupon {
        "Coupon ID" => coupon.id,
        "Name" => coupon.name,
        "Amount off" => (coupon.amount_off, &coupon.currency),
        "Percent off" => coupon.percent_off,
    }
    examples(
        quarter_off("A Quarter Off", "examples/stripe/coupon_quarter_off.json"),
    )
    when {
        on_coupon_created = "coupon.created", "A coupon was created.";
        on_coupon_deleted = "coupon.deleted", "A coupon was deleted.";
        on_coupon_updated = "coupon.updated", "A coupon was changed.";
    }
}

events! {
    group on_promotion_code = "Anything that happens to a promotion code; `context.event.name` says what.";
    for PromotionCode as code {
        "Promotion code ID" => code.id,
        "Code" => code.code,
        "Customer" => code.customer,
    }
    examples(
        launch("Launch Code", "examples/stripe/promotion_code_launch.json"),
    )
    when {
        on_promotion_code_created = "promotion_code.created", "A promotion code was created.";
        on_promotion_code_updated = "promotion_code.updated", "A promotion code was changed.";
    }
}

events! {
    group on_plan = "Anything that happens to a plan; `context.event.name` says what.";
    for Plan as plan {
        "Plan ID" => plan.id,
        "Amount" => (plan.amount, &plan.currency),
        "Product" => plan.product,
    }
    examples(
        monthly("Monthly Plan", "examples/stripe/plan_monthly.json"),
    )
    when {
        on_plan_created = "plan.created", "A plan was created.";
        on_plan_deleted = "plan.deleted", "A plan was deleted.";
        on_plan_updated = "plan.updated", "A plan was changed.";
    }
}

events! {
    group on_tax_rate = "Anything that happens to a tax rate; `context.event.name` says what.";
    for TaxRate as rate {
        "Tax rate ID" => rate.id,
        "Name" => rate.display_name,
        "Percentage" => rate.percentage,
        "Country" => rate.country,
    }
    examples(
        vat("VAT", "examples/stripe/tax_rate_vat.json"),
    )
    when {
        on_tax_rate_created = "tax_rate.created", "A tax rate was created.";
        on_tax_rate_updated = "tax_rate.updated", "A tax rate was changed.";
    }
}

events! {
    for TaxSettings as settings {
        "Status" => settings.status,
    }
    when {
        on_tax_settings_updated = "tax.settings.updated", "The settings of Stripe Tax were changed.";
    }
}

events! {
    for AlertTriggered as triggered {
        "Customer" => triggered.customer,
    }
    when {
        on_billing_alert_triggered = "billing.alert.triggered", "A customer's usage reached what an alert watches for.";
    }
}

events! {
    for CreditBalanceTransaction as transaction {
        "Transaction ID" => transaction.id,
        "Credit grant" => transaction.credit_grant,
        "Type" => transaction.type_,
    }
    when {
        on_billing_credit_balance_transaction_created = "billing.credit_balance_transaction.created", "A customer's credits changed.";
    }
}

events! {
    group on_billing_credit_grant = "Anything that happens to credits; `context.event.name` says what.";
    for CreditGrant as grant {
        "Credit grant ID" => grant.id,
        "Name" => grant.name,
        "Customer" => grant.customer,
    }
    when {
        on_billing_credit_grant_created = "billing.credit_grant.created", "A customer was given credits.";
        on_billing_credit_grant_updated = "billing.credit_grant.updated", "A customer's credits were changed.";
    }
}

events! {
    group on_billing_meter = "Anything that happens to a meter; `context.event.name` says what.";
    for Meter as meter {
        "Meter ID" => meter.id,
        "Name" => meter.display_name,
        "Status" => meter.status,
    }
    when {
        on_billing_meter_created = "billing.meter.created", "A meter was created.";
        on_billing_meter_deactivated = "billing.meter.deactivated", "A meter counts no longer.";
        on_billing_meter_reactivated = "billing.meter.reactivated", "A meter counts again.";
        on_billing_meter_updated = "billing.meter.updated", "A meter was changed.";
    }
}

events! {
    for ActiveEntitlementSummary as summary {
        "Customer" => summary.customer,
    }
    when {
        on_entitlements_active_entitlement_summary_updated = "entitlements.active_entitlement_summary.updated", "The features that a customer is entitled to changed.";
    }
}

events! {
    group on_billing_portal_configuration = "Anything that happens to a configuration of the portal; `context.event.name` says what.";
    for PortalConfiguration as configuration {
        "Configuration ID" => configuration.id,
        "Name" => configuration.name,
    }
    when {
        on_billing_portal_configuration_created = "billing_portal.configuration.created", "A configuration of the portal was created.";
        on_billing_portal_configuration_updated = "billing_portal.configuration.updated", "A configuration of the portal was changed.";
    }
}

events! {
    for PortalSession as session {
        "Session ID" => session.id,
        "Customer" => session.customer,
    }
    when {
        on_billing_portal_session_created = "billing_portal.session.created", "A customer was let into the portal.";
    }
}

events! {
    group on_test_helpers_test_clock = "Anything that happens to a test clock; `context.event.name` says what.";
    for TestClock as clock {
        "Test clock ID" => clock.id,
        "Name" => clock.name,
        "Status" => clock.status,
    }
    when {
        on_test_helpers_test_clock_advancing = "test_helpers.test_clock.advancing", "A test clock is moving.";
        on_test_helpers_test_clock_created = "test_helpers.test_clock.created", "A test clock was created.";
        on_test_helpers_test_clock_deleted = "test_helpers.test_clock.deleted", "A test clock was deleted.";
        on_test_helpers_test_clock_internal_failure = "test_helpers.test_clock.internal_failure", "A test clock could not be moved.";
        on_test_helpers_test_clock_ready = "test_helpers.test_clock.ready", "A test clock arrived.";
    }
}
