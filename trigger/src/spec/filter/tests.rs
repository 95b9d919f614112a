//! Every operator and every edge, and that what is printed is what was parsed.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn filter(json: Value) -> EventFilter {
    EventFilter::try_from(json).expect("a filter")
}

/// The values of `x` that a condition holds for, and those that it does not; `()` is a missing one.
macro_rules! table {
    ($($name:ident: $filter:tt { $($yes:tt)* } { $($no:tt)* })*) => {$(
        #[test]
        fn $name() {
            let filter = filter(json!({ "x": $filter }));
            for payload in table!(@payloads $($yes)*) {
                assert_eq!(filter.explain(&payload), Ok(()), "{payload}");
            }
            for payload in table!(@payloads $($no)*) {
                assert!(!filter.matches(&payload), "{payload}");
            }
        }
    )*};
    (@payloads $($value:tt),* $(,)?) => { Vec::<Value>::from([$(table!(@payload $value)),*]) };
    (@payload ()) => { json!({}) };
    (@payload $value:tt) => { json!({ "x": $value }) };
}

table! {
    one_of_some_strings: ["a", "b"] { "a", "b" } { "A", 1, true, null, (), ["a"], {} }
    one_of_some_numbers: [1, 2.5] { 1, 1.0, 2.5 } { 2, "1", true, null, (), [1] }
    one_of_some_booleans: [true] { true } { false, 1, "true", null, (), [true] }
    no_values_are_any_value: [] { "a", 1, null, (), [], {} } {}

    starts_with: [{ "$startsWith": "ab" }] { "ab", "abc" } { "a", "cab", "AB", 1, null, (), ["ab"] }
    ends_with: [{ "$endsWith": "bc" }] { "bc", "abc" } { "b", "bcd", 1, null, (), ["bc"] }
    ignore_case: [{ "$ignoreCaseEquals": "Größe" }] { "größe", "GRÖßE" } { "grosse", "grö", 1, null, () }

    gt: [{ "$gt": 1 }] { 2, 1.5 } { 1, 1.0, 0, "2", null, (), [2] }
    gte: [{ "$gte": 1 }] { 1, 1.0, 2 } { 0.5, "1", null, () }
    lt: [{ "$lt": 1.5 }] { 1, 0 } { 1.5, 2, "1", null, () }
    lte: [{ "$lte": 1.5 }] { 1.5, 1 } { 1.6, "1", null, () }
    between_includes_both_ends: [{ "$between": [1, 5] }] { 1, 3.5, 5 } { 0.9, 5.1, "3", null, () }

    exists: [{ "$exists": true }] { 1, null, [], {} } { () }
    does_not_exist: [{ "$exists": false }] { () } { 1, null, [] }
    is_null: [{ "$isNull": true }] { null } { 1, "", [], () }
    is_not_null: [{ "$isNull": false }] { 1, "", [], () } { null }

    anything_but_one: [{ "$anythingBut": "a" }] { "b", 1, null, (), ["a"] } { "a" }
    anything_but_some: [{ "$anythingBut": [1, 2] }] { 3, "1", null, (), [1] } { 1, 2, 1.0 }
    anything_but_none: [{ "$anythingBut": [] }] { 3, "1", null, () } {}
    not: [{ "$not": "a" }] { "b", 1, ["b"], [], {} } { "a", null, (), ["b", "a"] }
    includes: [{ "$includes": 1 }] { [1], [2, 1.0] } { [], ["1"], [[1]], 1, null, (), {} }

    conditions_hold_together: [{ "$gt": 1 }, { "$lt": 5 }, { "$not": 3 }] { 2, 4 } { 1, 3, 5, () }

    a_nested_object: { "y": ["a"] } { { "y": "a" }, { "y": "a", "z": 1 } } { { "y": "b" }, {}, "a", null, () }
    an_array_matches_if_an_element_does: { "y": ["a"], "z": [1] }
        { [{ "y": "a", "z": 1 }], [null, 3, { "y": "a", "z": 1 }] }
        { [{ "y": "a", "z": 2 }, { "y": "b", "z": 1 }], [], [[{ "y": "a", "z": 1 }]] }
    an_absent_object_matches_nothing_that_asks: { "y": [{ "$exists": false }] } { {}, "text", [{}] } { null, (), [] }
    an_absent_object_matches_the_empty_filter: {} { {}, null, (), 1, [1], [null] } { [] }
}

#[test]
fn the_empty_filter_matches_every_payload() {
    for payload in [json!(null), json!({}), json!([]), json!(1)] {
        assert!(filter(json!({})).matches(&payload), "{payload}");
        assert!(!filter(json!({ "x": [1] })).matches(&payload), "{payload}");
    }
}

#[test]
fn all_keys_must_hold() {
    let filter = filter(json!({ "a": [1], "b": [2] }));
    assert!(filter.matches(&json!({ "a": 1, "b": 2 })));
    assert!(!filter.matches(&json!({ "a": 1, "b": 3 })));
    assert!(!filter.matches(&json!({ "a": 1 })));
}

#[test]
fn large_integers_are_compared_exactly() {
    let filter = filter(json!({ "x": [9_007_199_254_740_993_u64] }));
    assert!(!filter.matches(&json!({ "x": 9_007_199_254_740_992_u64 })));
}

#[test]
fn a_mismatch_says_where_which_condition_and_what_was_found() {
    let filter = filter(json!({
        "a": { "b/c": [{ "$gt": 1 }, { "$lt": 5 }] },
        "items": { "id": [1, 2] },
        "status": ["open"],
    }));
    let mut payload = json!({ "a": { "b/c": 7 }, "items": [{ "id": 3 }], "status": "open" });
    for (pointer, value, condition, message) in [
        (
            "/a/b~1c",
            json!(2),
            json!({ "$lt": 5 }),
            r#"`/a/b~1c` is `7`, and not `{"$lt":5}`"#,
        ),
        (
            "/items",
            json!([{ "id": 1 }]),
            json!({ "id": [1, 2] }),
            r#"`/items` is `[{"id":3}]`, and not `{"id":[1,2]}`"#,
        ),
    ] {
        let mismatch = filter
            .explain(&payload)
            .expect_err("a condition does not hold");
        assert_eq!(mismatch.to_string(), message);
        assert_eq!(
            (mismatch.pointer.as_str(), mismatch.condition),
            (pointer, condition)
        );
        assert_eq!(mismatch.found.as_ref(), payload.pointer(pointer));
        *payload.pointer_mut(pointer).expect("a value") = value;
    }
    assert_eq!(filter.explain(&payload), Ok(()));
    payload.as_object_mut().expect("an object").remove("status");
    let mismatch = filter.explain(&payload).expect_err("no status");
    assert_eq!(mismatch.found, None);
    assert_eq!(
        mismatch.to_string(),
        r#"`/status` is missing, and not one of `["open"]`"#
    );
}

#[test]
fn what_is_no_filter_is_refused_with_all_that_is_wrong() {
    let error = EventFilter::try_from(json!({
        "plain": "usd",
        "mixed": ["a", 1, null],
        "both": ["a", { "$gt": 1 }],
        "null": [null],
        "bare": { "$gt": 5 },
        "two": [{ "$gt": 1, "$lt": 5 }],
        "none": [{}],
        "unknown": [{ "$regex": "a" }],
        "text": [{ "$startsWith": 1 }],
        "range": [{ "$between": [1] }],
        "but": [{ "$anythingBut": ["a", true] }],
        "deep": { "a/b": [[1]] },
    }));
    let error = error.expect_err("no filter");
    let pointers: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| problem.pointer.as_str())
        .collect();
    let expected = [
        "/bare/$gt",
        "/both/0",
        "/but/0/$anythingBut/1",
        "/deep/a~1b/0",
        "/mixed/1",
        "/mixed/2",
        "/none/0",
        "/null/0",
        "/plain",
        "/range/0/$between",
        "/text/0/$startsWith",
        "/two/0",
        "/unknown/0/$regex",
    ];
    assert_eq!(pointers, expected, "{error}");
    let message = |pointer| {
        let mut problems = error.problems().iter();
        let problem = problems.find(|problem| problem.pointer == pointer);
        problem.expect("a problem").message.as_str()
    };
    assert_eq!(
        message("/plain"),
        "values go into an array: write `[\"usd\"]`"
    );
    assert_eq!(
        message("/bare/$gt"),
        "a condition goes into an array: write `[{ \"$gt\": 5 }]`"
    );
    assert!("[]".parse::<EventFilter>().is_err() && "{".parse::<EventFilter>().is_err());
}

#[test]
fn an_intersection_asks_each_filter_by_itself() {
    let first = filter(json!({ "items": { "id": [1] } }));
    let second = filter(json!({ "items": { "kind": ["a"] } }));
    let both = first
        .clone()
        .and(second)
        .and(first)
        .and(EventFilter::default());
    assert_eq!(both.iter().count(), 2);
    assert!(both.matches(&json!({ "items": [{ "id": 1 }, { "kind": "a" }] })));
    let mismatch = both
        .explain(&json!({ "items": [{ "id": 1 }] }))
        .expect_err("no kind");
    assert_eq!(mismatch.condition, json!({ "kind": ["a"] }));
    let stored = serde_json::to_string(&both).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Intersection>(&stored).expect("an intersection"),
        both
    );
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    "[a-z$/~é\"]{0,4}".prop_map(Value::from)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![text(), number(), any::<bool>().prop_map(Value::from)]
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        vec(text(), 0..3).prop_map(Value::from),
        vec(number(), 0..3).prop_map(Value::from),
        vec(any::<bool>(), 0..3).prop_map(Value::from),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    let operator = |names: &'static [&'static str]| prop::sample::select(names);
    let with = |(name, operand): (&str, Value)| json!({ name: operand });
    prop_oneof![
        (
            operator(&["$startsWith", "$endsWith", "$ignoreCaseEquals"]),
            text()
        )
            .prop_map(with),
        (operator(&["$gt", "$gte", "$lt", "$lte"]), number()).prop_map(with),
        (number(), number()).prop_map(|(least, most)| json!({ "$between": [least, most] })),
        (
            operator(&["$exists", "$isNull"]),
            any::<bool>().prop_map(Value::from)
        )
            .prop_map(with),
        (operator(&["$anythingBut", "$not", "$includes"]), scalar()).prop_map(with),
        values().prop_map(|values| json!({ "$anythingBut": values })),
    ]
}

fn filters() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![values(), vec(condition(), 1..3).prop_map(Value::from)];
    let nested = leaf.prop_recursive(3, 16, 3, |inner| {
        btree_map("[a-z/~$]{0,3}", inner, 0..3).prop_map(|keys| json!(keys))
    });
    btree_map("[a-z/~$]{0,3}", nested, 0..3).prop_map(|keys| json!(keys))
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), scalar(), condition()];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map("[a-z$]{0,2}", inner, 0..3).prop_map(|keys| json!(keys)),
        ]
    })
}

proptest! {
    #[test]
    fn a_filter_is_printed_as_it_was_parsed(json in filters()) {
        let filter = EventFilter::try_from(&json);
        prop_assert!(filter.is_ok(), "{json}: {filter:?}");
        let filter = filter.expect("just asserted");
        prop_assert_eq!(Value::from(&filter), json);
        prop_assert_eq!(filter.to_string().parse::<EventFilter>(), Ok(filter));
    }

    #[test]
    fn whatever_is_accepted_is_printed_as_it_was(json in anything()) {
        match EventFilter::try_from(&json) {
            Ok(filter) => prop_assert_eq!(Value::from(&filter), json),
            Err(error) => prop_assert!(!error.problems().is_empty()),
        }
    }

    #[test]
    fn an_intersection_matches_what_both_match(a in filters(), b in filters(), payload in anything()) {
        let (a, b) = (filter(a), filter(b));
        let both = a.matches(&payload) && b.matches(&payload);
        prop_assert_eq!(a.and(b).matches(&payload), both);
    }
}
