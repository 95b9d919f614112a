//! The events of the family, a table for each object.

use super::super::events::events;
use super::cash_balance::{CashBalance, CustomerCashBalanceTransaction};
use super::customer::Customer;
use super::discount::Discount;
use super::source::{CustomerSource, Source, SourceMandateNotification, SourceTransaction};
use super::tax_id::TaxId;

events! {
    group on_customer = "Anything that happens to a customer; `context.event.name` says what.";
    for Customer as customer {
        "Customer ID" => customer.id,
        "Name" => customer.name,
        "Email" => customer.email,
    }
    examples(
        new("New Customer", "examples/stripe/customer_new.json"),
    )
    when {
        on_customer_created = "customer.created", "A customer was created.";
        on_customer_deleted = "customer.deleted", "A customer was deleted.";
        on_customer_updated = "customer.updated", "A customer was changed; `previousAttributes` in the event's context says what it was before.";
    }
}

events! {
    group on_customer_discount = "Anything that happens to a customer's discount; `context.event.name` says what.";
    for Discount as discount {
        "Discount ID" => discount.id,
        "Customer" => discount.customer,
        "Promotion code" => discount.promotion_code,
    }
    examples(
        launch("Launch Discount", "examples/stripe/discount_launch.json"),
    )
    when {
        on_customer_discount_created = "customer.discount.created", "A coupon was applied to a customer.";
        on_customer_discount_deleted = "customer.discount.deleted", "A discount was taken from a customer.";
        on_customer_discount_updated = "customer.discount.updated", "A customer got another coupon.";
    }
}

events! {
    group on_customer_tax_id = "Anything that happens to a customer's tax number; `context.event.name` says what.";
    for TaxId as id {
        "Tax ID" => id.id,
        "Value" => id.value,
        "Customer" => id.customer,
        "Verification" => id.verification.as_ref().map(|v| &v.status),
    }
    examples(
        eu_vat("VAT Number", "examples/stripe/tax_id_eu_vat.json"),
    )
    when {
        on_customer_tax_id_created = "customer.tax_id.created", "A tax number was given for a customer.";
        on_customer_tax_id_deleted = "customer.tax_id.deleted", "A tax number was taken from a customer.";
        on_customer_tax_id_updated = "customer.tax_id.updated", "A customer's tax number was changed or verified.";
    }
}

events! {
    group on_source = "Anything that happens to a source; `context.event.name` says what.";
    for Source as source {
        "Source ID" => source.id,
        "Type" => source.type_,
        "Status" => source.status,
    }
    when {
        on_source_canceled = "source.canceled", "A source was canceled.";
        on_source_chargeable = "source.chargeable", "A source can be charged from now on.";
        on_source_failed = "source.failed", "A source could not be made chargeable.";
        on_source_refund_attributes_required = "source.refund_attributes_required", "A source's refund needs to know where to send the money.";
    }
}

events! {
    group on_source_transaction = "Anything that happens to a source's transaction; `context.event.name` says what.";
    for SourceTransaction as transaction {
        "Transaction ID" => transaction.id,
        "Amount" => (transaction.amount, &transaction.currency),
        "Source" => transaction.source,
        "Status" => transaction.status,
    }
    when {
        on_source_transaction_created = "source.transaction.created", "Money arrived at a source, or left it.";
        on_source_transaction_updated = "source.transaction.updated", "A source's transaction changed.";
    }
}

events! {
    for SourceMandateNotification as notification {
        "Notification ID" => notification.id,
        "Reason" => notification.reason,
        "Status" => notification.status,
    }
    when {
        on_source_mandate_notification = "source.mandate_notification", "A customer is to be told of a direct debit.";
    }
}

events! {
    group on_customer_source = "Anything that happens to what a customer pays with; `context.event.name` says what.";
    for CustomerSource as source {
        "Kind" => source.kind(),
        "ID" => source.id(),
    }
    when {
        on_customer_source_created = "customer.source.created", "A customer got a card, a bank account or a source.";
        on_customer_source_deleted = "customer.source.deleted", "A card, a bank account or a source was taken from a customer.";
        on_customer_source_expiring = "customer.source.expiring", "A customer's card or source expires at the end of the month.";
        on_customer_source_updated = "customer.source.updated", "A customer's card, bank account or source was changed.";
    }
}

events! {
    for CashBalance as balance {
        "Customer" => balance.customer,
    }
    when {
        on_cash_balance_funds_available = "cash_balance.funds_available", "A customer's cash balance has money that nothing can be paid with by itself.";
    }
}

events! {
    for CustomerCashBalanceTransaction as transaction {
        "Transaction ID" => transaction.id,
        "Amount" => (transaction.net_amount, &transaction.currency),
        "Customer" => transaction.customer,
        "Type" => transaction.type_,
    }
    when {
        on_customer_cash_balance_transaction_created = "customer_cash_balance_transaction.created", "A customer's cash balance changed.";
    }
}
