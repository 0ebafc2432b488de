//! The kit, rendered to HTML.

use leptos::prelude::*;

use super::*;
use crate::api::PortalError;

/// Renders with an owner of its own.
fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().to_html())
}

/// How often the text holds the part.
fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// Whether an element has the attribute; words of a class are none.
fn has(html: &str, attribute: &str) -> bool {
    let outside_quotes = html.split('"').step_by(2);
    outside_quotes.flat_map(|text| text.split([' ', '>', '='])).any(|word| word == attribute)
}

#[test]
fn a_button_says_what_it_does() {
    let html = html(|| view! { <Button icon=IconName::X label="Close" attr:name="decision"/> });
    assert!(html.starts_with("<button"), "{html}");
    for part in [r#"type="button""#, r#"aria-label="Close""#, r#"name="decision""#, "size-8", "#i-x"] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!has(&html, "disabled"), "{html}");
}

#[test]
fn a_busy_button_refuses_a_second_press() {
    let html = html(|| view! { <Button submit=true busy=true icon=IconName::Send>"Send"</Button> });
    for part in [r#"type="submit""#, r#"aria-busy="true""#, "animate-spin", "Send"] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(has(&html, "disabled") && !html.contains("#i-send"), "{html}");
}

#[test]
fn a_link_out_of_the_portal_is_left_to_the_browser() {
    let inside = html(|| view! { <ButtonLink href="/cart">"Cart"</ButtonLink> });
    let outside = html(|| view! { <ButtonLink href="/api/export" external=true>"Export"</ButtonLink> });
    assert!(inside.contains(r#"href="/cart""#) && !inside.contains("rel="), "{inside}");
    assert!(outside.contains(r#"rel="external""#), "{outside}");
}

#[test]
fn a_field_is_tied_to_its_label_hint_and_error() {
    let html = html(|| {
        view! {
            <Field name="costCentre" label="Cost centre" value="4011" hint="Like 40-1180" error="That is too short"/>
        }
    });
    for part in [
        r#"for="costCentre""#,
        r#"id="costCentre""#,
        r#"value="4011""#,
        r#"aria-invalid="true""#,
        r#"aria-describedby="costCentre-hint costCentre-err""#,
        r#"id="costCentre-hint""#,
        r#"id="costCentre-err""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_field_without_fault_points_at_nothing() {
    let html = html(|| view! { <TextArea name="why" label="Why" value="Covering <Hana>" required=true/> });
    assert!(!has(&html, "aria-invalid") && !has(&html, "aria-describedby"), "{html}");
    assert!(html.contains(">Covering &lt;Hana></textarea>"), "{html}");
    assert!(html.contains("(required)"), "{html}");
}

#[test]
fn choices_start_as_told() {
    let choices = || vec![Choice::new("low", "Low"), Choice::new("high", "High")];
    let select =
        html(move || view! { <Select name="priority" label="Priority" choices=choices() selected="high"/> });
    assert_eq!(count(&select, " selected"), 1, "{select}");
    assert!(
        select.contains(r#"selected value="high""#) || select.contains(r#"value="high" selected"#),
        "{select}"
    );
    let radios = html(move || {
        view! { <RadioSegments name="priority" legend="Priority" choices=choices() selected="low"/> }
    });
    assert_eq!(count(&radios, r#"type="radio""#), 2, "{radios}");
    assert_eq!(count(&radios, " checked"), 1, "{radios}");
}

#[test]
fn a_combobox_works_without_the_program() {
    let suggest = Suggest::new(|_| async { Err(PortalError::Unavailable) });
    let html = html(move || {
        view! { <Combobox name="person" label="For" suggest choices=vec![Choice::new("hana.sato", "Hana Sato")]/> }
    });
    for part in [
        r#"name="person""#,
        r#"name="personText""#,
        r#"list="person-plain""#,
        r#"<datalist id="person-plain""#,
        r#"aria-expanded="false""#,
        r#"aria-controls="person-list""#,
        r#"id="person-list""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_table_keeps_its_roles_and_has_a_body() {
    let html = html(|| {
        let columns = vec![
            Column::hidden("Select"),
            Column::new("Name").sorted("?sort=-name", Some(Order::Ascending)),
            Column::num("Rows"),
        ];
        view! {
            <DataTable caption="Campaigns" columns>
                <Row current=true>
                    <Cell class="select">"x"</Cell>
                    <RowHead>"Finance"</RowHead>
                    <Cell label="Rows" class="num">
                        "12"
                    </Cell>
                </Row>
            </DataTable>
        }
    });
    for part in [
        r#"<table role="table""#,
        "<caption",
        r#"<tbody role="rowgroup""#,
        r#"aria-sort="ascending""#,
        r#"href="?sort=-name""#,
        r#"aria-current="true""#,
        r#"data-label="Rows""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(count(&html, r#"role="columnheader""#), 3);
}

#[test]
fn pages_that_are_not_there_cannot_be_opened() {
    let html = html(
        || view! { <Pagination shown="1 to 50 of 80" previous=None next=Some("?after=50".to_owned())/> },
    );
    assert!(html.contains(r#"href="?after=50""#), "{html}");
    assert!(has(&html, "disabled"), "{html}");
}

#[test]
fn status_is_never_colour_alone() {
    let badge = html(|| view! { <Badge tone=Tone::Violation text="Needs an exception"/> });
    assert!(badge.contains("#i-shield-alert") && badge.contains("Needs an exception"), "{badge}");
    let risk = html(|| view! { <Risk level=RiskLevel::High bars_only=true/> });
    assert!(risk.contains("sr-only") && risk.contains("High"), "{risk}");
    assert_eq!(count(&risk, "fill-violation-solid"), 3, "{risk}");
    let peers = html(|| view! { <Peers have=1 of=14/> });
    assert!(peers.contains("1 of 14") && peers.contains("fill-violation-solid"), "{peers}");
}

#[test]
fn an_error_says_what_to_do_next() {
    let html = html(|| view! { <ErrorState error=PortalError::Unavailable retry="/catalog?q=pay"/> });
    assert!(html.contains("Try again") && html.contains(r#"href="/catalog?q=pay""#), "{html}");
    let html = self::html(|| view! { <ErrorState error=PortalError::SignedOut retry="/cart"/> });
    assert!(html.contains("Sign in") && html.contains(r#"href="/signin?next=%2Fcart""#), "{html}");
}

#[test]
fn a_time_has_its_exact_form_beside_its_words() {
    let html = html(|| {
        let now: chrono::DateTime<chrono::Utc> = "2026-11-19T10:44:00Z".parse().unwrap();
        view! { <When at=now - chrono::TimeDelta::days(3) clock=now/> }
    });
    for part in
        ["3 days ago", r#"datetime="2026-11-16T10:44:00Z""#, r#"title="16 November 2026, 10:44:00 UTC""#]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_dialog_is_open_without_the_program() {
    let html = html(|| {
        leptos_router_context("/cart");
        view! {
            <leptos_router::components::Router>
                <Dialog id="sure" title="Empty the cart?" close="/cart">
                    "Five lines go."
                </Dialog>
            </leptos_router::components::Router>
        }
    });
    for part in ["<dialog open", r#"aria-labelledby="sure""#, r#"id="sure""#, r#"href="/cart""#] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

/// What the router needs to know on the server.
fn leptos_router_context(address: &str) {
    provide_context(leptos_router::location::RequestUrl::new(address));
}
