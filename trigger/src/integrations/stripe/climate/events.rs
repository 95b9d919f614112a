//! The events of the family, a table for each object.

use super::super::events::events;
use super::order::{ClimateOrder, ClimateProduct};

events! {
    group on_climate_order = "Anything that happens to an order; `context.event.name` says what.";
    for ClimateOrder as order {
        "Order ID" => order.id,
        "Amount" => (order.amount_total, &order.currency),
        "Product" => order.product,
        "Status" => order.status,
    }
    when {
        on_climate_order_canceled = "climate.order.canceled", "An order was canceled.";
        on_climate_order_created = "climate.order.created", "An order was made.";
        on_climate_order_delayed = "climate.order.delayed", "An order will be delivered later.";
        on_climate_order_delivered = "climate.order.delivered", "An order was delivered.";
        on_climate_order_product_substituted = "climate.order.product_substituted", "Something else took the place of what was ordered.";
    }
}

events! {
    group on_climate_product = "Anything that happens to a way to remove carbon; `context.event.name` says what.";
    for ClimateProduct as product {
        "Product ID" => product.id,
        "Name" => product.name,
    }
    when {
        on_climate_product_created = "climate.product.created", "A way to remove carbon is offered.";
        on_climate_product_pricing_updated = "climate.product.pricing_updated", "A way to remove carbon has other prices.";
    }
}
