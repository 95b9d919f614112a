//! The events of the family, a table for each object.

use super::super::events::events;
use super::linked_account::{LinkAuthorization, LinkedAccount};

events! {
    group on_financial_connections_account = "Anything that happens to a linked account; `context.event.name` says what.";
    for LinkedAccount as account {
        "Account ID" => account.id,
        "Bank" => account.institution_name,
        "Status" => account.status,
    }
    when {
        on_financial_connections_account_account_numbers_updated = "financial_connections.account.account_numbers_updated", "The numbers of a linked account changed.";
        on_financial_connections_account_created = "financial_connections.account.created", "An account was linked.";
        on_financial_connections_account_deactivated = "financial_connections.account.deactivated", "A linked account can no longer be asked.";
        on_financial_connections_account_disconnected = "financial_connections.account.disconnected", "A linked account was disconnected.";
        on_financial_connections_account_expected_deactivation_date_updated = "financial_connections.account.expected_deactivation_date_updated", "It is known anew until when a linked account can be asked.";
        on_financial_connections_account_reactivated = "financial_connections.account.reactivated", "A linked account can be asked again.";
        on_financial_connections_account_refreshed_balance = "financial_connections.account.refreshed_balance", "The balance of a linked account was asked for.";
        on_financial_connections_account_refreshed_ownership = "financial_connections.account.refreshed_ownership", "The owners of a linked account were asked for.";
        on_financial_connections_account_refreshed_transactions = "financial_connections.account.refreshed_transactions", "The transactions of a linked account were asked for.";
        on_financial_connections_account_supported_payment_method_types_updated = "financial_connections.account.supported_payment_method_types_updated", "How can be paid with a linked account changed.";
        on_financial_connections_account_upcoming_account_number_expiry = "financial_connections.account.upcoming_account_number_expiry", "The number of a linked account expires soon.";
        on_financial_connections_account_upcoming_deactivation = "financial_connections.account.upcoming_deactivation", "A linked account can soon no longer be asked.";
    }
}

events! {
    group on_financial_connections_authorization = "Anything that happens to leave to ask a bank; `context.event.name` says what.";
    for LinkAuthorization as authorization {
        "Authorization ID" => authorization.id,
        "Bank" => authorization.institution_name,
        "Status" => authorization.status,
    }
    when {
        on_financial_connections_authorization_expected_deactivation_date_updated = "financial_connections.authorization.expected_deactivation_date_updated", "It is known anew until when a bank can be asked.";
        on_financial_connections_authorization_upcoming_deactivation = "financial_connections.authorization.upcoming_deactivation", "A bank can soon no longer be asked.";
    }
}
