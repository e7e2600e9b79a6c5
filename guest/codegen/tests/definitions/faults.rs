//! Every fault in a definition is told with its file, its place and what to do.

use crate::folder::{Folder, SALE};

const EVENT: &str = "events/sale.1.5.json";

/// Damage the event and expect exactly these problems.
#[track_caller]
fn damaged(old: &str, new: &str, problems: &[&str]) {
    damaged_file(EVENT, old, new, problems);
}

#[track_caller]
fn damaged_file(file: &str, old: &str, new: &str, problems: &[&str]) {
    let folder = Folder::new();
    folder.replace(file, old, new);
    assert_eq!(folder.fault(), problems.join("\n"));
}

#[test]
fn a_faultless_folder_has_no_problem() {
    assert_eq!(Folder::new().fault(), "");
}

#[test]
fn an_unknown_keyword_is_an_error() {
    damaged(
        r#""minimum": -1,"#,
        r#""minimum": -1, "pattern": "x","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/items/pattern: expected one of title, description, type, $ref, enum, x-words, minimum, maximum, maxLength, items, default, x-unit, x-sentinel, x-example, x-record, x-host-default, x-label, x-sensitivity, x-purpose, x-source, x-filled-by, x-instant, x-guard, x-free-text, found the unknown keyword \"pattern\"; remove it",
        ],
    );
}

#[test]
fn a_misspelt_keyword_is_told_how_it_is_spelt() {
    for misspelt in ["x-gaurd", "x-guad", "x-guardd", "x-guarp"] {
        let folder = Folder::new();
        folder.replace(EVENT, "\"x-guard\"", &format!("\"{misspelt}\""));
        let fault = folder.fault();
        assert!(
            fault.contains(&format!(
                "found the unknown keyword \"{misspelt}\"; write x-guard, or remove it"
            )),
            "{fault}"
        );
    }
}

#[test]
fn a_keyword_of_another_type_is_an_error() {
    damaged(
        r#""type": "boolean","#,
        r#""type": "boolean", "maximum": 1,"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift/maximum: expected no maximum beside this type, found one; remove it or correct the type",
        ],
    );
}

#[test]
fn a_wire_name_that_is_used_twice_is_an_error() {
    damaged(
        r#""gift": {"#,
        r#""kind": {"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/kind: expected each name once, found \"kind\" again; remove or rename one",
        ],
    );
}

#[test]
fn a_wire_name_that_is_not_camel_case_is_an_error() {
    damaged(
        r#""gift": {"#,
        r#""as_gift": {"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/as_gift: expected a name in camelCase, found \"as_gift\"; rename it",
        ],
    );
}

#[test]
fn a_keyword_that_is_used_twice_is_an_error() {
    damaged(
        r#""minimum": -1,"#,
        r#""minimum": -1, "minimum": 0,"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/items/minimum: expected each name once, found \"minimum\" again; remove or rename one",
        ],
    );
}

#[test]
fn an_unknown_type_is_an_error() {
    damaged(
        r#""type": "boolean","#,
        r#""type": "null","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift/type: expected one of string, integer, number, boolean, array, object, found \"null\"; change the value",
        ],
    );
}

#[test]
fn a_reference_to_an_unknown_type_is_an_error() {
    damaged(
        "$defs/Status",
        "$defs/State",
        &[
            "guest/schema/events/sale.1.5.json#/properties/status/$ref: expected ../types.json#/$defs/ and one of Status, found \"../types.json#/$defs/State\"; correct the name or add it to types.json",
        ],
    );
}

#[test]
fn a_default_outside_the_enum_is_an_error() {
    damaged(
        r#""default": "shop""#,
        r#""default": "store""#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/shopSource/default: expected one of shop, undefined, found \"store\"; correct it or the type",
        ],
    );
}

#[test]
fn a_default_outside_the_range_is_an_error() {
    damaged(
        r#""minimum": -1,"#,
        r#""minimum": 0,"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/items/default: expected an integer from 0 to 9223372036854775807, found -1; correct it or the type",
        ],
    );
}

#[test]
fn a_default_of_another_type_is_an_error() {
    damaged(
        r#""default": false"#,
        r#""default": "no""#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift/default: expected true or false, found \"no\"; correct it or the type",
        ],
    );
}

#[test]
fn a_default_of_a_number_has_a_fraction() {
    damaged(
        r#""default": -1.0"#,
        r#""default": -1"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds/default: expected a number with a fraction, found -1; correct it or the type",
        ],
    );
}

#[test]
fn a_default_with_an_item_that_is_too_long_is_an_error() {
    damaged(
        r#""default": []"#,
        r#""default": ["123456789"]"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/tags/default: expected a list of texts of at most 8 bytes, found a list; correct it or the type",
        ],
    );
}

#[test]
fn a_sentinel_that_the_field_would_refuse_is_an_error() {
    damaged(
        r#""x-sentinel": -1.0"#,
        r#""x-sentinel": "undefined""#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds/x-sentinel: expected a number with a fraction, found \"undefined\"; correct it or the type",
        ],
    );
}

#[test]
fn a_field_that_is_neither_required_nor_has_a_default_is_an_error() {
    damaged(
        r#""required": ["status"]"#,
        r#""required": []"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/status: expected required or a default, found neither; add a default or name the field in required",
        ],
    );
}

#[test]
fn a_required_field_with_a_default_is_an_error() {
    damaged(
        r#""required": ["status"]"#,
        r#""required": ["status", "gift"]"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift: expected required or a default, found both; remove one",
        ],
    );
}

#[test]
fn a_required_name_without_a_property_is_an_error() {
    damaged(
        r#""required": ["status"]"#,
        r#""required": ["status", "price"]"#,
        &[
            "guest/schema/events/sale.1.5.json#/required: expected names of properties, found \"price\"; correct the name or add the property",
        ],
    );
}

#[test]
fn a_field_without_title_is_an_error() {
    damaged(
        r#""title": "Gift","#,
        "",
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift: expected the keyword \"title\", found none; add it",
        ],
    );
}

#[test]
fn a_field_without_description_is_an_error() {
    damaged(
        r#""description": "Whether.","#,
        "",
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift: expected the keyword \"description\", found none; add it",
        ],
    );
}

#[test]
fn a_field_without_sensitivity_purpose_and_source_is_three_errors() {
    damaged(
        r#""default": -1.0,
      "x-unit": "s",
      "x-sentinel": -1.0,
      "x-example": 2.5,
      "x-sensitivity": "technical",
      "x-purpose": "Find slow sales",
      "x-source": "shop""#,
        r#""default": -1.0, "x-example": 2.5"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds: expected the keyword \"x-sensitivity\", found none; add it",
            "guest/schema/events/sale.1.5.json#/properties/seconds: expected the keyword \"x-purpose\", found none; add it",
            "guest/schema/events/sale.1.5.json#/properties/seconds: expected the keyword \"x-source\", found none; add it",
        ],
    );
}

#[test]
fn a_field_without_an_example_is_an_error() {
    damaged(
        "      \"x-example\": 2.5,\n",
        "",
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds: expected the keyword \"x-example\", found none; add it",
        ],
    );
}

#[test]
fn an_event_that_is_sent_and_has_no_example_is_an_error() {
    damaged(
        "  \"x-examples\": [{\"status\": \"ok\", \"items\": 2}],\n",
        "",
        &[
            "guest/schema/events/sale.1.5.json#: expected the keyword \"x-examples\", found none; add whole events that can be shown to people",
        ],
    );
}

#[test]
fn an_example_of_an_event_that_the_event_would_refuse_is_an_error() {
    damaged(
        "{\"status\": \"ok\", \"items\": 2}",
        "{\"items\": \"2\", \"price\": 1}",
        &[
            "guest/schema/events/sale.1.5.json#/x-examples/0/items: expected an integer from -1 to 9223372036854775807, found \"2\"; correct it or the type",
            "guest/schema/events/sale.1.5.json#/x-examples/0/price: expected the name of a property, found \"price\"; correct or remove it",
            "guest/schema/events/sale.1.5.json#/x-examples/0: expected the property \"status\", found none; add it",
        ],
    );
}

#[test]
fn an_example_that_the_field_would_refuse_is_an_error() {
    damaged(
        "\"x-example\": 2.5",
        "\"x-example\": 2",
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds/x-example: expected a number with a fraction, found 2; correct it or the type",
        ],
    );
}

#[test]
fn a_field_that_is_more_sensitive_than_the_schema_allows_is_an_error() {
    damaged(
        r#""x-sensitivity": "technical",
      "x-purpose": "Find slow sales""#,
        r#""x-sensitivity": "personal",
      "x-purpose": "Find slow sales""#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds/x-sensitivity: expected one of technical, interaction, found \"personal\"; change the value",
        ],
    );
}

#[test]
fn a_free_string_without_guard_or_reason_is_an_error() {
    damaged(
        r#""x-guard": "label","#,
        "",
        &[
            "guest/schema/events/sale.1.5.json#/properties/kind: expected x-guard or x-free-text on a free string, found neither; name a guard, or the reason why it cannot hold user data",
        ],
    );
}

#[test]
fn a_guard_beside_a_reason_is_an_error() {
    damaged(
        r#""x-guard": "label","#,
        r#""x-guard": "label", "x-free-text": "None","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/kind/x-free-text: expected x-guard or x-free-text, found both; remove one",
        ],
    );
}

#[test]
fn a_guard_on_a_field_that_is_no_free_string_is_an_error() {
    damaged(
        r#""type": "boolean","#,
        r#""type": "boolean", "x-guard": "label","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift: expected x-guard on a free string only, found another kind; remove x-guard",
        ],
    );
}

#[test]
fn a_field_that_somebody_else_fills_needs_a_default() {
    damaged(
        r#""$ref": "../types.json#/$defs/Status","#,
        r#""$ref": "../types.json#/$defs/Status", "x-filled-by": "policy","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/status: expected a default beside x-filled-by, found none; add the value that stands until it is filled",
        ],
    );
}

#[test]
fn open_objects_are_an_error() {
    damaged(
        r#""additionalProperties": false"#,
        r#""additionalProperties": true"#,
        &[
            "guest/schema/events/sale.1.5.json#/additionalProperties: expected false, found true; change the value",
        ],
    );
}

#[test]
fn a_word_that_a_new_version_lacks_is_an_error() {
    let folder = Folder::new();
    folder.write(
        "events/sale.1.10.json",
        &SALE.replace(r#"["shop", "undefined"]"#, r#"["shop", "store"]"#),
    );
    assert_eq!(
        folder.fault(),
        "guest/schema/events/sale.1.10.json#/properties/shopSource: expected every value of version 1.5, found no \"undefined\"; put it back, or give the field another name"
    );
}

#[test]
fn a_product_that_names_a_version_without_file_is_an_error() {
    damaged_file(
        "products/shop.json",
        r#"{"sale": "1.5"}"#,
        r#"{"sale": "1.6"}"#,
        &[
            "guest/schema/products/shop.json#/events/sale: expected the version of an event file, found \"1.6\"; add events/sale.1.6.json or correct the version",
        ],
    );
}

#[test]
fn a_client_that_nothing_is_known_of_is_an_error() {
    damaged_file(
        "products/shop.json",
        r#""clientId": "1""#,
        r#""clientId": "2""#,
        &[
            "guest/schema/products/shop.json#/clientId: expected a client of clients.json, found \"2\"; add it there or correct the id",
        ],
    );
}

#[test]
fn enter_answers_no_question_of_a_product_that_asks_nobody() {
    damaged_file(
        "products/shop.json",
        r#""default": "ask""#,
        r#""default": "on", "enterIsYes": true"#,
        &[
            "guest/schema/products/shop.json#/enterIsYes: expected `enterIsYes` only where `default` is `ask`, found true; remove it",
        ],
    );
}

#[test]
fn a_heartbeat_of_a_foreign_event_is_an_error() {
    damaged_file(
        "products/shop.json",
        r#"{"event": "sale""#,
        r#"{"event": "theft""#,
        &[
            "guest/schema/products/shop.json#/heartbeat/event: expected an event of this product, found \"theft\"; correct it",
        ],
    );
}

#[test]
fn a_heartbeat_with_a_word_that_its_field_does_not_have_is_an_error() {
    damaged_file(
        "products/shop.json",
        r#""value": "undefined""#,
        r#""value": "later""#,
        &[
            "guest/schema/products/shop.json#/heartbeat/value: expected a word that the field allows, found \"later\"; correct it",
        ],
    );
    damaged_file(
        "products/shop.json",
        r#""field": "shopSource""#,
        r#""field": "source""#,
        &[
            "guest/schema/products/shop.json#/heartbeat/field: expected a field of the event, found \"source\"; correct it",
        ],
    );
}

#[test]
fn a_product_whose_id_is_not_its_file_name_is_an_error() {
    damaged_file(
        "products/shop.json",
        r#""id": "shop""#,
        r#""id": "store""#,
        &[
            "guest/schema/products/shop.json#/id: expected \"shop\", found \"store\"; change the value",
        ],
    );
}

#[test]
fn a_product_without_https_is_an_error() {
    damaged_file(
        "products/shop.json",
        "https://example.com/events",
        "http://example.com/events",
        &[
            "guest/schema/products/shop.json#/endpoint: expected an address with https, found \"http://example.com/events\"; correct it",
        ],
    );
}

#[test]
fn a_consent_file_outside_the_configuration_folder_is_an_error() {
    damaged_file(
        "products/shop.json",
        "shop/consent.toml",
        "../consent.toml",
        &[
            "guest/schema/products/shop.json#/consentFile/path: expected a relative path with / between its steps, found \"../consent.toml\"; correct it",
        ],
    );
}

#[test]
fn a_file_outside_the_person_s_own_folder_is_an_error() {
    damaged_file(
        "products/shop.json",
        "~/.shop/session.json",
        "~/../session.json",
        &[
            "guest/schema/products/shop.json#/sessionFile/path: expected a path with / between its steps, relative or after ~/, found \"~/../session.json\"; correct it",
        ],
    );
    damaged_file(
        "products/shop.json",
        "shop/config.yaml",
        "/shop/config.yaml",
        &[
            "guest/schema/products/shop.json#/settingFiles/0/path: expected a path with / between its steps, relative or after ~/, found \"/shop/config.yaml\"; correct it",
        ],
    );
}

#[test]
fn a_place_without_a_variable_is_an_error() {
    for place in ["SHOP_CONFIG,SHOP_HOME", "shop/config", "SHOP_HOME/../x"] {
        damaged_file(
            "products/shop.json",
            "SHOP_CONFIG SHOP_HOME/config.yaml",
            place,
            &[&format!(
                "guest/schema/products/shop.json#/settingFiles/0/variable: expected names of environment variables in capitals, each perhaps with steps after a /, found \"{place}\"; correct it"
            )],
        );
    }
}

#[test]
fn a_field_that_the_environment_fills_is_a_flag_and_has_variables() {
    damaged(
        r#""x-unit": "s","#,
        r#""x-unit": "s", "x-filled-by": "ci","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/seconds: expected a boolean beside x-filled-by ci, found another type; change the type",
        ],
    );
    let folder = Folder::new();
    folder.replace("products/shop.json", "  \"ci\": [\"CI\"],\n", "");
    folder.replace(
        "events/sale.1.5.json",
        "\"type\": \"boolean\",",
        "\"type\": \"boolean\", \"x-filled-by\": \"ci\",",
    );
    assert_eq!(
        folder.fault(),
        "guest/schema/products/shop.json#: expected the keyword \"ci\", found none; name the variables that fill a field of sale"
    );
}

#[test]
fn a_name_of_continuous_integration_that_is_no_variable_is_an_error() {
    damaged_file(
        "products/shop.json",
        "\"ci\": [\"CI\"]",
        "\"ci\": [\"ci\"]",
        &[
            "guest/schema/products/shop.json#/ci: expected names of environment variables in capitals, found \"ci\"; correct it",
        ],
    );
}

#[test]
fn a_consent_file_of_no_known_format_is_an_error() {
    damaged_file(
        "products/shop.json",
        "\"toml\"",
        "\"yaml\"",
        &[
            "guest/schema/products/shop.json#/consentFile/format: expected one of toml, marker, found \"yaml\"; change the value",
        ],
    );
}

#[test]
fn a_veto_that_no_rule_knows_is_an_error() {
    damaged_file(
        "products/shop.json",
        "[\"ci\"]",
        "[\"rain\"]",
        &[
            "guest/schema/products/shop.json#/vetoes/0: expected one of ci, test-runner, found \"rain\"; change the value",
        ],
    );
}

#[test]
fn a_condition_that_says_two_things_is_an_error() {
    damaged_file(
        "surroundings.json",
        "\"equals\": \"open\"",
        "\"equals\": \"open\", \"includes\": \"pen\"",
        &[
            "guest/schema/surroundings.json#/ci/1/when/0: expected either set, or variable and one of equals and includes, found another choice; correct it",
        ],
    );
}

#[test]
fn a_text_that_would_break_the_table_is_an_error() {
    damaged_file(
        "surroundings.json",
        "\"SCALES\"",
        "\"SCALES OFF\"",
        &[
            "guest/schema/surroundings.json#/testRunners/0/when/0: expected texts without white space, |, = and ~, found \"SCALES OFF\"; correct it",
        ],
    );
}

#[test]
fn settings_that_do_not_name_every_product_are_an_error() {
    damaged_file(
        "settings.json",
        r#""x-words": "products""#,
        r#""enum": ["shop", "store"]"#,
        &[
            "guest/schema/settings.json#/properties/product: expected the enum of products shop, found shop, store; write \"x-words\": \"products\" in place of the enum",
        ],
    );
}

#[test]
fn an_envelope_without_one_of_the_slots_is_an_error() {
    damaged_file(
        "envelope.json",
        r#""x-filled-by": "sent-ts""#,
        r#""const": "now""#,
        &[
            "guest/schema/envelope.json#/properties: expected one property filled by sent-ts, found 0; add or remove some",
        ],
    );
}

#[test]
fn an_object_of_a_record_that_nothing_describes_is_an_error() {
    damaged_file(
        "records/till-count.json",
        "\"x-record\": \"till\"",
        "\"x-record\": \"scale\"",
        &[
            "guest/schema/records/till-count.json#/properties/tills: expected x-record with one of till-count, till, found \"scale\"; correct it or add a record",
        ],
    );
}

#[test]
fn a_limit_whose_name_hides_its_unit_is_an_error() {
    damaged_file(
        "host.json",
        "OPEN_MS",
        "OPEN",
        &[
            "guest/schema/host.json#/limits/OPEN: expected a name that ends in _MS exactly where the unit is ms, found \"OPEN\"; rename it",
        ],
    );
}

#[test]
fn a_limit_of_an_unknown_host_is_an_error() {
    damaged_file(
        "host.json",
        "[\"python\"]",
        "[\"perl\"]",
        &[
            "guest/schema/host.json#/limits/MAX_QUEUE/hosts/0: expected one of rust, python, javascript, found \"perl\"; change the value",
        ],
    );
}

#[test]
fn a_feature_that_nothing_shows_is_an_error() {
    damaged_file(
        "guardrails-features.json",
        r#", "flows": ["weigh"]"#,
        "",
        &[
            "guest/schema/guardrails-features.json#/features/1: expected sections or flows, found neither; add one",
        ],
    );
}

#[test]
fn a_feature_of_an_unknown_generation_is_an_error() {
    damaged_file(
        "guardrails-features.json",
        r#""0.24""#,
        r#""0.25""#,
        &[
            "guest/schema/guardrails-features.json#/features/1/generation: expected one of 0.23, 0.24, found \"0.25\"; change the value",
        ],
    );
}

#[test]
fn text_that_is_not_json_is_an_error() {
    damaged_file(
        "line.json",
        r#""title": "Line","#,
        r#""title": "Line""#,
        &[
            "guest/schema/line.json#: expected JSON, found expected `,` or `}` at line 4 column 3; correct the text",
        ],
    );
}

#[test]
fn a_file_name_without_version_is_an_error() {
    let folder = Folder::new();
    folder.write("events/sale.json", SALE);
    assert_eq!(
        folder.fault(),
        "guest/schema/events/sale.json#: expected a file name such as some_event.1.5.json, found \"sale.json\"; rename it"
    );
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    folder.remove("line.json");
    let reason = std::io::Error::from_raw_os_error(2);
    assert_eq!(
        folder.fault(),
        format!("guest/schema/line.json#: expected a readable file, found {reason}; add the file")
    );
}

#[test]
fn a_step_of_a_pointer_is_escaped() {
    damaged(
        r#""minimum": -1,"#,
        r#""minimum": -1, "a/b~c": 0,"#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/items/a~1b~0c: expected one of title, description, type, $ref, enum, x-words, minimum, maximum, maxLength, items, default, x-unit, x-sentinel, x-example, x-record, x-host-default, x-label, x-sensitivity, x-purpose, x-source, x-filled-by, x-instant, x-guard, x-free-text, found the unknown keyword \"a/b~c\"; remove it",
        ],
    );
}

#[test]
fn problems_of_several_files_show_at_once() {
    let folder = Folder::new();
    folder.replace(EVENT, r#""default": false"#, r#""default": 0"#);
    folder.replace("line.json", r#""title": "Line","#, "");
    folder.replace("products/shop.json", r#""retries": 3"#, r#""retries": -3"#);
    assert_eq!(
        folder.fault(),
        [
            "guest/schema/products/shop.json#/retries: expected an integer from 0 to 4294967295, found -3; change the value",
            "guest/schema/line.json#: expected the keyword \"title\", found none; add it",
            "guest/schema/events/sale.1.5.json#/properties/gift/default: expected true or false, found 0; correct it or the type",
        ]
        .join("\n")
    );
}

#[test]
fn an_instant_that_is_no_number_is_an_error() {
    damaged(
        r#""title": "Gift","#,
        r#""title": "Gift", "x-instant": "unix-seconds","#,
        &[
            "guest/schema/events/sale.1.5.json#/properties/gift: expected a number beside x-instant, found another type; change the type",
        ],
    );
}
