use serde_json::{Value, json};

use super::*;

/// A price with every field there is, each with a value of its own.
fn complete() -> Value {
    json!({
        "id": "price_1TbMmQ2eZvKYlo2C",
        "object": "price",
        "active": true,
        "billing_scheme": "tiered",
        "created": 1_785_312_000,
        "currency": "usd",
        "currency_options": {
            "jpy": {
                "custom_unit_amount": { "maximum": 9000, "minimum": 100, "preset": 1000 },
                "tax_behavior": "inclusive",
                "tiers": [{ "unit_amount": 12, "unit_amount_decimal": "12" }],
                "unit_amount": 3000,
                "unit_amount_decimal": "3000",
            },
        },
        "custom_unit_amount": { "maximum": 5000, "minimum": 500, "preset": 1000 },
        "deleted": true,
        "livemode": true,
        "lookup_key": "gold-monthly",
        "metadata": { "team": "sales" },
        "nickname": "Gold, monthly",
        "product": "prod_TbMmQ2",
        "recurring": {
            "aggregate_usage": "sum",
            "interval": "month",
            "interval_count": 3,
            "meter": "mtr_61",
            "trial_period_days": 14,
            "usage_type": "metered",
        },
        "tax_behavior": "exclusive",
        "tiers": [
            {
                "flat_amount": 500,
                "flat_amount_decimal": "500",
                "unit_amount": 20,
                "unit_amount_decimal": "20.5",
                "up_to": 100,
            },
            { "unit_amount": 10 },
        ],
        "tiers_mode": "graduated",
        "transform_quantity": { "divide_by": 12, "round": "up" },
        "type": "recurring",
        "unit_amount": 2000,
        "unit_amount_decimal": "2000.000000000001",
    })
}

fn read(json: &Value) -> Price {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

#[test]
fn every_field_is_read_and_written_back_without_loss() {
    let price = read(&complete());
    assert_eq!(serde_json::to_value(&price).expect("JSON"), complete());
}

#[test]
fn a_price_as_events_carry_it_is_read() {
    let price = read(&json!({
        "id": "price_1TbMmQ2eZvKYlo2C",
        "object": "price",
        "active": true,
        "billing_scheme": "per_unit",
        "created": 1_785_312_000,
        "currency": "usd",
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": null,
        "metadata": {},
        "nickname": null,
        "product": "prod_TbMmQ2",
        "recurring": null,
        "tax_behavior": "unspecified",
        "tiers_mode": null,
        "transform_quantity": null,
        "type": "one_time",
        "unit_amount": 2000,
        "unit_amount_decimal": "2000",
    }));
    assert!(price.active && price.currency == "usd");
    assert!(price.type_ == "one_time" && price.type_ == PriceType::OneTime);
    assert_eq!(
        price.product,
        Some(Expandable::Id("prod_TbMmQ2".to_owned()))
    );
    assert_eq!(price.recurring, None);
    assert_eq!(price.amount().as_deref(), Some("20.00 USD"));
}

#[test]
fn only_the_id_is_required() {
    let price = read(&json!({ "id": "price_1", "object": "price", "deleted": true }));
    assert!(price.deleted && !price.active && price.currency.is_empty());
    assert!(serde_json::from_value::<Price>(json!({ "object": "price" })).is_err());
}

#[test]
fn unknown_fields_and_values_never_fail() {
    let mut json = complete();
    json["colour"] = json!({ "deep": [1, { "r": null }] });
    for field in ["billing_scheme", "tax_behavior", "tiers_mode", "type"] {
        json[field] = json!("new");
    }
    json["recurring"]["interval"] = json!("fortnight");
    json["recurring"]["usage_type"] = json!("guessed");
    json["transform_quantity"]["round"] = json!("even");
    let price = read(&json);
    assert_eq!(price.type_, PriceType::Other("new".to_owned()));
    assert_eq!(serde_json::to_value(&price).expect("JSON"), json);
}

#[test]
fn a_product_may_be_an_id_an_object_or_a_deleted_object() {
    for product in [
        json!("prod_1"),
        json!({ "id": "prod_1", "object": "product", "name": "Gold", "marketing_features": [] }),
        json!({ "id": "prod_1", "object": "product", "deleted": true }),
    ] {
        let price = read(&json!({ "id": "price_1", "product": product }));
        assert_eq!(price.product.as_ref().map(Expandable::id), Some("prod_1"));
        assert_eq!(
            serde_json::to_value(&price).expect("JSON")["product"],
            product
        );
    }
}

/// Leaves out or empties one field in about four, at every depth, all but the price's id.
fn thin_out(json: &mut Value, random: &mut impl FnMut() -> u64) {
    match json {
        Value::Object(fields) => {
            fields.retain(|name, value| match random() % 8 {
                0 => name == "id",
                1 if name != "id" => {
                    *value = Value::Null;
                    true
                }
                _ => {
                    thin_out(value, random);
                    true
                }
            });
        }
        Value::Array(items) => items.iter_mut().for_each(|item| thin_out(item, random)),
        _ => {}
    }
}

#[test]
fn whatever_is_missing_or_null_a_price_is_read_and_survives_being_stored() {
    let mut state: u64 = 1;
    let mut random = move || {
        // Knuth's MMIX generator: the same omissions in every run of the test.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for _ in 0..2000 {
        let mut json = complete();
        thin_out(&mut json, &mut random);
        // A key that the account chose has a value, or is not there at all.
        for map in ["metadata", "currency_options"] {
            if let Some(entries) = json[map].as_object_mut() {
                entries.retain(|_, value| !value.is_null());
            }
        }
        let price = read(&json);
        let stored = serde_json::to_string(&price).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Price>(&stored).expect("a price"),
            price
        );
    }
}

#[test]
fn properties_show_what_a_person_looks_for() {
    let shown = |json: Value| -> Vec<(String, String)> {
        let properties = read(&json).properties();
        let pair = |property: &crate::Property| (property.label.clone(), property.text.clone());
        properties.iter().map(pair).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = |(label, text): &(&str, &str)| ((*label).to_owned(), (*text).to_owned());
        pairs.iter().map(owned).collect()
    };
    assert_eq!(
        shown(json!({ "id": "p", "currency": "usd", "unit_amount": 2000, "product": "prod_1" })),
        pairs(&[
            ("Price ID", "p"),
            ("Amount", "20.00 USD"),
            ("Product", "prod_1")
        ]),
    );
    assert_eq!(
        shown(json!({ "id": "p", "currency": "usd", "unit_amount_decimal": "0.5" })),
        pairs(&[("Price ID", "p"), ("Amount", "0.005 USD")]),
    );
    assert_eq!(
        shown(json!({ "id": "p", "currency": "eur", "billing_scheme": "tiered" })),
        pairs(&[("Price ID", "p"), ("Amount", "tiered, EUR")]),
    );
    assert_eq!(
        shown(json!({ "id": "p", "currency": "eur", "custom_unit_amount": {} })),
        pairs(&[("Price ID", "p"), ("Amount", "chosen by the customer, EUR")]),
    );
    assert_eq!(
        shown(json!({ "id": "p", "deleted": true })),
        pairs(&[("Price ID", "p")])
    );
}
