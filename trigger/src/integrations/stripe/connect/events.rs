//! The events of the family, a table for each object.

use super::super::events::events;
use super::account::{Account, Application, Capability, ExternalAccount, Person};
use super::application_fee::{ApplicationFee, FeeRefund};

events! {
    for Account as account {
        "Account ID" => account.id,
        "Email" => account.email,
        "Country" => account.country,
    }
    examples(
        seller("A Seller", "examples/stripe/account_seller.json"),
    )
    when {
        on_account_updated = "account.updated", "An account changed; `previousAttributes` in the event's context says what it was before.";
    }
}

events! {
    group on_account_application = "Anything that happens to a Connect application; `context.event.name` says what.";
    for Application as application {
        "Application ID" => application.id,
        "Name" => application.name,
    }
    when {
        on_account_application_authorized = "account.application.authorized", "A Connect application was given access to an account.";
        on_account_application_deauthorized = "account.application.deauthorized", "A Connect application has access to an account no longer.";
    }
}

events! {
    group on_account_external_account = "Anything that happens to what an account is paid out to; `context.event.name` says what.";
    for ExternalAccount as account {
        "Kind" => account.kind(),
        "ID" => account.id(),
    }
    when {
        on_account_external_account_created = "account.external_account.created", "An account got a bank account or card for payouts.";
        on_account_external_account_deleted = "account.external_account.deleted", "A bank account or card was taken from an account.";
        on_account_external_account_updated = "account.external_account.updated", "An account's bank account or card was changed.";
    }
}

events! {
    for Capability as capability {
        "Capability" => capability.id,
        "Account" => capability.account,
        "Status" => capability.status,
    }
    when {
        on_capability_updated = "capability.updated", "What an account can do changed.";
    }
}

events! {
    group on_person = "Anything that happens to a person; `context.event.name` says what.";
    for Person as person {
        "Person ID" => person.id,
        "Account" => person.account,
        "Last name" => person.last_name,
    }
    examples(
        owner("An Owner", "examples/stripe/person_owner.json"),
    )
    when {
        on_person_created = "person.created", "A person behind an account was added.";
        on_person_deleted = "person.deleted", "A person behind an account was deleted.";
        on_person_updated = "person.updated", "A person behind an account was changed.";
    }
}

events! {
    group on_application_fee = "Anything that happens to an application fee; `context.event.name` says what.";
    for ApplicationFee as fee {
        "Fee ID" => fee.id,
        "Amount" => (fee.amount, &fee.currency),
        "Account" => fee.account,
    }
    examples(
        sale("Fee of a Sale", "examples/stripe/application_fee_sale.json"),
    )
    when {
        on_application_fee_created = "application_fee.created", "An application took a fee.";
        on_application_fee_refunded = "application_fee.refunded", "An application gave a fee back, in part or all of it.";
    }
}

events! {
    for FeeRefund as refund {
        "Refund ID" => refund.id,
        "Amount" => (refund.amount, &refund.currency),
        "Fee" => refund.fee,
    }
    when {
        on_application_fee_refund_updated = "application_fee.refund.updated", "The refund of an application fee changed.";
    }
}
