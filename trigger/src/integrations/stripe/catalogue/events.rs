//! The events of the family, a table for each object.

use super::super::events::events;
use super::price::Price;
use super::product::Product;

events! {
    group on_product = "Anything that happens to a product; `context.event.name` says what.";
    for Product as product {
        "Product ID" => product.id,
        "Name" => product.name,
        "Default price" => product.default_price,
    }
    examples(
        service("A Service", "examples/stripe/product_service.json"),
    )
    when {
        on_product_created = "product.created", "A product was created.";
        on_product_deleted = "product.deleted", "A product was deleted.";
        on_product_updated = "product.updated", "A product was changed; `previousAttributes` in the event's context says what it was before.";
    }
}

events! {
    group on_price = "Anything that happens to a price; `context.event.name` says what.";
    for Price as price {
        "Price ID" => price.id,
        "Amount" => price.shown_amount(),
        "Product" => price.product,
    }
    examples(
        recurring("Recurring Price", "examples/stripe/price_recurring.json"),
        one_time("One-Time Price", "examples/stripe/price_one_time.json"),
    )
    when {
        on_price_created = "price.created", "A price was created.";
        on_price_deleted = "price.deleted", "A price was deleted.";
        on_price_updated = "price.updated", "A price was changed; `previousAttributes` in the event's context says what it was before.";
    }
}
